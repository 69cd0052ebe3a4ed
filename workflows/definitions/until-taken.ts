import { isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Failure } from '../../core/plan/state.ts';
import { fromActivityFailure, wrongWorkerPauseMs } from '../failures.ts';

/** For so long the right worker is waited for. */
const patienceMs = 15 * 60 * 1000;

/**
 * Offers work again that was given to a worker which cannot do it: without its plugin, or of another project.
 *
 * @param tell - called with what such a worker said, once for each code; the server's own pages say it anyhow
 */
export async function untilTaken<T>(work: () => Promise<T>, tell: (failure: Failure) => void = () => {}): Promise<T> {
  const told = new Set<string>();
  for (let waitedMs = 0; ; ) {
    try {
      return await work();
    } catch (thrown) {
      if (isCancellation(thrown)) throw thrown;
      const { failure } = fromActivityFailure(thrown);
      const pauseMs = wrongWorkerPauseMs(failure.code);
      if (pauseMs === null || waitedMs >= patienceMs) throw thrown;
      if (!told.has(failure.code)) tell(failure);
      told.add(failure.code);
      setCurrentDetails(`waits for another worker: ${failure.code} ${failure.message}`);
      await sleep(pauseMs);
      waitedMs += pauseMs;
    }
  }
}

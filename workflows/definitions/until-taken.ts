import { isCancellation, sleep } from '@temporalio/workflow';
import { fromActivityFailure, wrongWorkerPauseMs } from '../failures.ts';

/** For so long the right worker is waited for. */
const patienceMs = 15 * 60 * 1000;

/** Offers work again that was given to a worker which cannot do it: without its plugin, or of another project. */
export async function untilTaken<T>(work: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; ) {
    try {
      return await work();
    } catch (thrown) {
      const pauseMs = isCancellation(thrown) ? null : wrongWorkerPauseMs(fromActivityFailure(thrown).failure.code);
      if (pauseMs === null || waitedMs >= patienceMs) throw thrown;
      await sleep(pauseMs);
      waitedMs += pauseMs;
    }
  }
}

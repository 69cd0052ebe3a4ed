import type { Check } from '../core/plugin/connector.ts';
import { seenWorkers } from './sign-of-life.ts';

/**
 * The health of a worker's container: a worker of the project lives on this machine. It asks no server, so that one
 * that is away for a while has no worker ended for it; nor the queues, since a worker with all hands full asks for
 * nothing.
 *
 * @param stateDir - absolute folder of the project's state
 */
export async function checkWorker(stateDir: string): Promise<readonly Check[]> {
  const workers = await seenWorkers(stateDir);
  if (workers.length === 0) {
    const message = 'no worker of this project runs on this machine';
    return [{ id: 'worker', status: 'fail', message, fix: 'verbatim worker' }];
  }
  return workers.map(({ pid, queues, alive }) =>
    alive
      ? { id: 'worker', status: 'ok', message: `worker ${pid} lives and serves ${queues.join(', ')}`, fix: null }
      : {
          id: 'worker',
          status: 'fail',
          message: `worker ${pid} has been silent for a minute`,
          fix: `end it, and start another`,
        },
  );
}

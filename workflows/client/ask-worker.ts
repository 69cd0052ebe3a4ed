import { VerbatimError } from '../../core/errors.ts';
import { queues } from '../contract.ts';
import { request, type TemporalClient } from './client.ts';
import { isUnanswered } from './server-errors.ts';
import { requireWorkers, workerCommand } from './task-queues.ts';

/**
 * Answers with what a workflow's worker says to a query or an update, which the server only passes on.
 *
 * @throws VB6006 when no worker answers · VB6005 when the server itself does not
 */
export async function askWorker<T>(temporal: TemporalClient, work: () => Promise<T>): Promise<T> {
  await requireWorkers(temporal, ['workflow']);
  try {
    return await request(temporal, work);
  } catch (thrown) {
    if (!isUnanswered(thrown)) throw thrown;
    // A silent worker and a silent server look alike; to this the server answers itself.
    await requireWorkers(temporal, ['workflow']);
    const where = `queue "${queues.workflow}" of namespace "${temporal.namespace}" at ${temporal.address}`;
    throw new VerbatimError('VB6006', `no worker answers at ${where}`, {
      hint: `look at it, or start one: ${workerCommand(['workflow'])}`,
      cause: thrown,
    });
  }
}

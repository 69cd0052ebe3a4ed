import type { Client } from '@temporalio/client';
import { VerbatimError } from '../core/errors.ts';
import { connect, isAbsence } from '../workflows/client/client.ts';
import { temporalTarget } from './temporal.ts';
import type { Workspace } from './workspace.ts';

/** Schedules are many small requests; a server that has not answered them all by then is not well. */
const longestMs = 60_000;

/**
 * Does work with the schedules of a project's server, and closes the connection. The warehouse is not needed for it.
 *
 * @throws VB6005, VB6007
 */
export async function withSchedules<T>(
  { project: { environment } }: Workspace,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const temporal = await connect(temporalTarget(environment));
  try {
    return await temporal.client.withDeadline(Date.now() + longestMs, () => work(temporal.client));
  } catch (thrown) {
    if (!isAbsence(thrown)) throw thrown;
    throw new VerbatimError('VB6005', `the Temporal server at ${temporal.address} stopped answering`, {
      hint: 'try again; what was done so far stays',
      cause: thrown,
    });
  } finally {
    await temporal.close();
  }
}

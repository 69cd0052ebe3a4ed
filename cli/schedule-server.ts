import type { Client } from '@temporalio/client';
import { connect, request, type TemporalClient } from '../workflows/client/client.ts';
import { temporalTarget } from './temporal.ts';
import type { Workspace } from './workspace.ts';

/** Schedules are many small requests; a server that has not answered them all by then is not well. */
const longestMs = 60_000;

/**
 * Does work with the schedules of a project's server, and closes the connection. The warehouse is not needed for it.
 *
 * @throws VB6005, VB6007, VB6014, VB6015, and what the work throws
 */
export async function withSchedules<T>(
  { project }: Workspace,
  work: (client: Client, temporal: TemporalClient) => Promise<T>,
): Promise<T> {
  const temporal = await connect(temporalTarget(project));
  try {
    return await request(temporal, () => work(temporal.client, temporal), undefined, longestMs);
  } finally {
    await temporal.close();
  }
}

import { request, type TemporalClient } from './client.ts';
import type { Execution } from './locate-run.ts';

/** Asks a run, or all of a backfill, to stop at the next batch edge. It ends a moment later; what is committed stays. */
export async function cancelRun(
  temporal: TemporalClient,
  { workflowId, executionId }: Pick<Execution, 'workflowId'> & Partial<Execution>,
): Promise<void> {
  await request(temporal, () => temporal.client.workflow.getHandle(workflowId, executionId).cancel());
}

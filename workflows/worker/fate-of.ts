import { Context } from '@temporalio/activity';
import type { Plan } from '../../core/plan/plan.ts';
import type { TemporalClient } from '../client/client.ts';
import { describeExecution, type ExecutionStatus, locateRun } from '../client/locate-run.ts';

/**
 * What the server that this activity works for knows of a run.
 *
 * @param place - the pipeline, client and window of the run
 * @returns `null` when it knows the run no more
 */
export async function fateOf(
  run: string,
  place: Pick<Plan, 'pipeline' | 'client' | 'window'>,
): Promise<ExecutionStatus | null> {
  const { client } = Context.current();
  const { namespace } = client.options;
  const temporal: TemporalClient = { address: 'of this worker', namespace, client, close: async () => {} };
  const found = await locateRun(temporal, run, place);
  // The server's list may lag behind; asked for one execution it does not.
  return found && ((await describeExecution(temporal, found.workflowId, found.executionId))?.status ?? null);
}

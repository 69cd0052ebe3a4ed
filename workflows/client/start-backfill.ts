import { VerbatimError } from '../../core/errors.ts';
import type { Instant } from '../../core/model/feedback.ts';
import type { Window } from '../../core/model/window.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { backfillIdOf, type PipelineName, queues, runDefaults } from '../contract.ts';
import type { backfillRun } from '../definitions/backfill-run.workflow.ts';
import { request, type TemporalClient } from './client.ts';
import { describeExecution, type Execution } from './locate-run.ts';
import { queuesOf, requireWorkers } from './task-queues.ts';

export interface BackfillRequest extends PipelineName {
  /** The earliest first. */
  readonly windows: readonly Window[];
  readonly asOf: Instant;
  readonly fullRefresh: boolean;
  /** The plan of one window: which queues the runs will need. */
  readonly sample: Plan;
}

/**
 * Starts one run a window, one after the other, or joins the backfill of the same span that is at work.
 *
 * @throws VB6006 when a queue has no worker
 */
export async function startBackfill(
  temporal: TemporalClient,
  { pipeline, client, windows, asOf, fullRefresh, sample }: BackfillRequest,
): Promise<Execution & { readonly joined: boolean }> {
  await requireWorkers(temporal, queuesOf(sample));
  const workflowId = backfillIdOf({ pipeline, client }, windows);
  const before = await describeExecution(temporal, workflowId);
  await request(temporal, () =>
    temporal.client.workflow.start<typeof backfillRun>('backfillRun', {
      workflowId,
      taskQueue: queues.workflow,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [
        {
          pipeline,
          client,
          windows,
          asOf,
          fullRefresh,
          shards: runDefaults.shards,
          before: { succeeded: 0, failed: 0 },
        },
      ],
      staticSummary: `backfill of ${pipeline}, ${windows.length} windows from ${windows[0]!.from.slice(0, 10)}`,
    }),
  );
  const execution = await describeExecution(temporal, workflowId);
  if (execution === null) throw new VerbatimError('VB9001', `workflow ${workflowId} is gone as soon as it was started`);
  return { ...execution, joined: before?.status === 'running' };
}

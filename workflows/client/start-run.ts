import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { NodeResult } from '../../core/plan/result.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import { queues, runDefaults, workflowIdOf } from '../contract.ts';
import type { pipelineRun } from '../definitions/pipeline-run.workflow.ts';
import { describeRun } from '../start-options.ts';
import { request, type TemporalClient } from './client.ts';
import { describeExecution, type Execution } from './locate-run.ts';
import { queuesOf, requireWorkers } from './task-queues.ts';

export interface RunRequest {
  readonly plan: Plan;
  /** The run's id in the warehouse, when it is this one that begins. */
  readonly run: string;
  /** Results that are taken over from an earlier execution. */
  readonly done?: Readonly<Record<string, NodeResult>>;
  readonly shards?: number;
  /** How long a failed step waits for a hand, in milliseconds; not at all when left out. */
  readonly holdMs?: number;
  /** Longest silence of a step's worker, in milliseconds; the retry table's when left out. */
  readonly heartbeatMs?: number;
  /** Runs a window again that was run already. */
  readonly force?: boolean;
  /** The workflow id to go on with; else the one of the pipeline and the window. */
  readonly workflowId?: string;
}

/** A run that was started, or the one that stood in its place. */
export interface StartedRun extends Execution {
  /** `null` when this request began it. */
  readonly joined: 'running' | 'succeeded' | null;
}

/**
 * Starts a run of a plan, or joins the one of its window: a run that is at work, or that has succeeded.
 *
 * @throws VB6006 when a queue has no worker · VB6001 when a window is to be run again while a run is at work on it ·
 *   VB6018 when the run in its place is another project's
 */
export async function startRun(temporal: TemporalClient, asked: RunRequest): Promise<StartedRun> {
  await requireWorkers(temporal, queuesOf(asked.plan));
  const workflowId = asked.workflowId ?? (await chooseId(temporal, asked));
  try {
    await request(temporal, () => begin(temporal, asked, workflowId));
  } catch (thrown) {
    // The policy allows no second run of a window that was run already.
    if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw thrown;
  }
  const execution = await describeExecution(temporal, workflowId);
  if (execution === null) throw new VerbatimError('VB9001', `workflow ${workflowId} is gone as soon as it was started`);
  if (execution.run === asked.run) return { ...execution, joined: null };
  if (execution.project !== null && execution.project !== asked.plan.project) throw ofAnotherProject(execution);
  return { ...execution, joined: execution.status === 'running' ? 'running' : 'succeeded' };
}

const ofAnotherProject = ({ workflowId, project }: Execution): VerbatimError =>
  new VerbatimError('VB6018', `workflow ${workflowId} is a run of project "${project}"`, {
    hint: 'give each project a namespace of its own: TEMPORAL_NAMESPACE',
  });

const begin = (temporal: TemporalClient, asked: RunRequest, workflowId: string) =>
  temporal.client.workflow.start<typeof pipelineRun>('pipelineRun', {
    workflowId,
    taskQueue: queues.workflow,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [
      {
        run: asked.run,
        plan: asked.plan,
        done: asked.done ?? {},
        shards: asked.shards ?? runDefaults.shards,
        holdMs: asked.holdMs ?? runDefaults.holdMs,
        ...(asked.heartbeatMs === undefined ? {} : { heartbeatMs: asked.heartbeatMs }),
      },
    ],
    ...describeRun(asked.plan, asked.run),
  });

/**
 * The id of the run that is at work on the window; else the one of pipeline and window, with force the first in its line
 * that no success has.
 */
async function chooseId(temporal: TemporalClient, { plan, force = false }: RunRequest): Promise<string> {
  let free: string | null = null;
  for (let turn = 0; ; turn += 1) {
    const workflowId = workflowIdOf(plan, plan.window, turn);
    const execution = await describeExecution(temporal, workflowId);
    if (execution?.status === 'running') {
      if (!force) return workflowId;
      throw new VerbatimError(
        'VB6001',
        `run ${execution.run} is at work on pipeline "${plan.pipeline}" and the same window`,
        {
          hint: `wait for it, or cancel it: verbatim runs cancel ${execution.run}${clientFlag(plan)}`,
        },
      );
    }
    if (!force || execution?.status !== 'succeeded') free ??= workflowId;
    if (execution === null) return free ?? workflowId;
  }
}

import { VerbatimError } from '../../core/errors.ts';
import type { Instant } from '../../core/model/feedback.ts';
import type { Window } from '../../core/model/window.ts';
import { windowName } from '../../core/model/window-name.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import {
  type BackfillEntry,
  type BackfillInput,
  backfillIdOf,
  type PipelineName,
  queues,
  runDefaults,
  workflowIdOf,
} from '../contract.ts';
import type { backfillRun } from '../definitions/backfill-run.workflow.ts';
import { nameAttributesOf, windowAttributesOf } from '../search-attributes.ts';
import { request, type TemporalClient } from './client.ts';
import type { FollowedBackfill } from './follow-backfill.ts';
import { describeExecution, type Execution } from './locate-run.ts';
import { startedInput } from './started-input.ts';
import { queuesOf, requireWorkers } from './task-queues.ts';

export interface BackfillRequest extends PipelineName {
  /** The earliest first. */
  readonly windows: readonly Window[];
  readonly asOf: Instant;
  readonly fullRefresh: boolean;
  /** The plan of one window: which queues the runs will need. */
  readonly sample: Plan;
  /** Runs windows again that a run has succeeded with. */
  readonly force?: boolean;
}

/** A backfill that was started, or the one that stood in its place. */
export interface StartedBackfill {
  /** `null` when there is nothing to run: a run has succeeded with every window. */
  readonly backfill: FollowedBackfill | null;
  readonly joined: boolean;
  /** The runs of windows that the backfill leaves alone, by start of the window. */
  readonly earlier: ReadonlyMap<Instant, Execution>;
}

/**
 * Starts one run a window, one after the other, or joins the backfill of the same span that is at work. As with a
 * single run, a window that a run has succeeded with is run again only with force.
 *
 * @throws VB6006 when a queue has no worker · VB6001 with force, when the backfill of the span is at work
 */
export async function startBackfill(temporal: TemporalClient, asked: BackfillRequest): Promise<StartedBackfill> {
  await requireWorkers(temporal, queuesOf(asked.sample));
  const { client, windows, force = false } = asked;
  const workflowId = backfillIdOf(asked, windows);
  const before = await describeExecution(temporal, workflowId);
  if (before?.status === 'running') {
    if (!force) return await joinBackfill(temporal, asked, before);
    throw new VerbatimError('VB6001', `workflow ${workflowId} is at work on the same span`, {
      hint: `wait for it, or cancel it: verbatim runs cancel ${workflowId}${clientFlag({ client })}`,
    });
  }
  const earlier = force ? new Map<Instant, Execution>() : await runsOf(temporal, asked, windows, 'succeeded');
  const open = windows.filter(({ from }) => !earlier.has(from));
  if (open.length === 0) return { backfill: null, joined: false, earlier };
  await request(temporal, () => begin(temporal, asked, workflowId, open));
  const execution = await describeExecution(temporal, workflowId);
  if (execution === null) throw new VerbatimError('VB9001', `workflow ${workflowId} is gone as soon as it was started`);
  return { backfill: followed(asked, execution, open, []), joined: false, earlier };
}

/** What is to be followed of a backfill that is at work: the windows that it was given, whichever of them are left. */
async function joinBackfill(
  temporal: TemporalClient,
  asked: BackfillRequest,
  execution: Execution,
): Promise<StartedBackfill> {
  const { backfill } = (await openBackfill(temporal, execution))!;
  const others = asked.windows.filter(({ from }) => !backfill.windows.some(window => window.from === from));
  const earlier = await runsOf(temporal, asked, others, null);
  return { backfill, joined: true, earlier };
}

/** A backfill that was started before, and what was asked of it. */
export interface OpenedBackfill {
  readonly backfill: FollowedBackfill;
  readonly input: BackfillInput;
}

/** What is to be followed of an execution of a backfill; `null` for a workflow of another kind. */
export async function openBackfill(temporal: TemporalClient, execution: Execution): Promise<OpenedBackfill | null> {
  const started = await startedInput(temporal, execution);
  if (started.workflowType !== 'backfillRun') return null;
  const input = started.input as BackfillInput;
  const { begun = [] } = input;
  const windows = [...begun.map(({ window }) => window), ...input.windows];
  return { backfill: followed(input, execution, windows, begun), input };
}

const followed = (
  { pipeline, client }: PipelineName,
  { workflowId, startedAt }: Execution,
  windows: readonly Window[],
  begun: readonly BackfillEntry[],
): FollowedBackfill => ({ pipeline, client, workflowId, startedAt, windows, begun });

/** The latest runs of windows, by start of the window; `null` = whatever became of them. */
async function runsOf(
  temporal: TemporalClient,
  name: PipelineName,
  windows: readonly Window[],
  status: Execution['status'] | null,
): Promise<ReadonlyMap<Instant, Execution>> {
  const runs = new Map<Instant, Execution>();
  for (const window of windows) {
    const execution = await describeExecution(temporal, workflowIdOf(name, window));
    if (execution !== null && (status === null || execution.status === status)) runs.set(window.from, execution);
  }
  return runs;
}

const begin = (
  temporal: TemporalClient,
  { pipeline, client, asOf, fullRefresh, sample: { project, timezone } }: BackfillRequest,
  workflowId: string,
  windows: readonly Window[],
) =>
  temporal.client.workflow.start<typeof backfillRun>('backfillRun', {
    workflowId,
    taskQueue: queues.workflow,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [
      {
        ...{ project, pipeline, client, windows, asOf, fullRefresh, shards: runDefaults.shards },
        before: { succeeded: 0, failed: 0 },
      },
    ],
    staticSummary: `backfill of ${pipeline}, ${windows.length} windows from ${windowName(windows[0]!, timezone)}`,
    staticDetails: `as of ${asOf}\n\n${windows.map(window => `- ${windowName(window, timezone)}`).join('\n')}`,
    typedSearchAttributes: [...nameAttributesOf({ pipeline, client }), ...windowAttributesOf(windows[0]!)],
  });

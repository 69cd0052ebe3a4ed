import type { Client, ScheduleDescription } from '@temporalio/client';
import type { Instant } from '../../core/model/feedback.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import type { PipelineName } from '../contract.ts';
import { describe, findOwn, memoOf, type OwnSchedule, requireOwner } from './find-schedule.ts';
import { pipelineOfSchedule, scheduleIdOf, scheduleOptionsOf } from './schedule-options.ts';
import { type StartOutcome, startOutcome } from './start-outcome.ts';

/** What became of one schedule on the server. */
export interface ScheduleChange extends PipelineName {
  readonly id: string;
  readonly change: 'created' | 'updated' | 'unchanged' | 'removed';
}

/** A schedule as the server's list has it; the list follows changes a moment later. */
export interface ScheduleInfo extends PipelineName {
  readonly id: string;
  readonly paused: boolean;
  /** Why it is paused. */
  readonly note: string | null;
  /** At most ten. */
  readonly next: readonly Instant[];
  /** The earliest first. */
  readonly recent: readonly ScheduledStart[];
  /** What became of the latest start; `null` when there was none. */
  readonly last: StartOutcome | null;
}

export interface ScheduledStart {
  readonly at: Instant;
  readonly startedAt: Instant;
  readonly workflowId: string;
}

/** A schedule as the server has it, with what it did so far. */
export interface ScheduleDetail extends ScheduleInfo {
  readonly recent: readonly (ScheduledStart & StartOutcome)[];
  readonly overlap: string;
  readonly catchUpMs: number;
  readonly running: readonly string[];
  readonly starts: number;
  /** Starts that came too late to be made up for. */
  readonly missed: number;
  /** Starts that the overlap rule left out. */
  readonly skipped: number;
}

interface ApplyOptions {
  readonly now: Instant;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
}

/**
 * Brings schedules to the server: makes those that are not there, changes those that differ, leaves the others alone.
 * Whether a schedule is paused stays as it is.
 *
 * @throws VB6012 when one is there that another project put there
 */
export async function applySchedules(
  client: Client,
  schedules: readonly Schedule[],
  options: ApplyOptions,
): Promise<readonly ScheduleChange[]> {
  const changes: ScheduleChange[] = [];
  for (const schedule of schedules) {
    const change = await applySchedule(client, schedule, options);
    changes.push({ id: scheduleIdOf(schedule), client: schedule.client, pipeline: schedule.pipeline, change });
  }
  return changes;
}

async function applySchedule(
  client: Client,
  schedule: Schedule,
  { now, dryRun }: ApplyOptions,
): Promise<ScheduleChange['change']> {
  const { options, digest } = scheduleOptionsOf(schedule, now);
  const handle = client.schedule.getHandle(options.scheduleId);
  const before = await describe(handle);
  if (before === null) {
    if (!dryRun) await client.schedule.create(options);
    return 'created';
  }
  requireOwner(before, schedule.project);
  if (memoOf(before).digest === digest) return 'unchanged';
  const { spec, policies, action } = options;
  // What an operator set stays: paused or not, and why.
  if (!dryRun) await handle.update(previous => ({ spec, policies: policies!, action, state: previous.state }));
  return 'updated';
}

interface PruneOptions extends Pick<ApplyOptions, 'dryRun'> {
  /** Looks at this client's schedules alone. */
  readonly of?: string;
}

/** Removes this project's schedules from the server but those to keep. */
export async function pruneSchedules(
  client: Client,
  project: string,
  keep: readonly PipelineName[],
  { dryRun, of: only }: PruneOptions,
): Promise<readonly ScheduleChange[]> {
  const kept = new Set(keep.map(scheduleIdOf));
  const removed: ScheduleChange[] = [];
  for (const { id, client: of, pipeline } of await listSchedules(client, project)) {
    if (kept.has(id) || (only !== undefined && of !== only)) continue;
    const handle = client.schedule.getHandle(id);
    const found = await describe(handle);
    // The list may lag behind, and what is removed must be ours.
    if (found === null || memoOf(found).project !== project) continue;
    if (!dryRun) await handle.delete();
    removed.push({ id, client: of, pipeline, change: 'removed' });
  }
  return removed;
}

/** This project's schedules on the server, by id. */
export async function listSchedules(client: Client, project: string): Promise<readonly ScheduleInfo[]> {
  const found: ScheduleInfo[] = [];
  for await (const { scheduleId, memo, state, info } of client.schedule.list()) {
    const name = pipelineOfSchedule(scheduleId);
    if (name === null || memo?.project !== project) continue;
    const [outcome = null] = await outcomesOf(client, info.recentActions.slice(-1));
    found.push({ ...infoOf(scheduleId, name, { state, info }), last: outcome });
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * One schedule as the server has it.
 *
 * @throws VB6011 when it is not there · VB6012 when another project put it there
 */
export async function showSchedule(client: Client, own: OwnSchedule): Promise<ScheduleDetail> {
  const { found } = await findOwn(client, own);
  const { policies, info } = found;
  const outcomes = await outcomesOf(client, info.recentActions);
  const shown = infoOf(scheduleIdOf(own), own, found);
  return {
    ...shown,
    recent: shown.recent.map((start, index) => ({ ...start, ...outcomes[index]! })),
    last: outcomes.at(-1) ?? null,
    overlap: policies.overlap ?? 'SKIP',
    catchUpMs: policies.catchupWindow,
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    starts: info.numActionsTaken,
    missed: info.numActionsMissedCatchupWindow,
    skipped: info.numActionsSkippedOverlap,
  };
}

/**
 * Stops the starts of a schedule until it is resumed.
 *
 * @throws VB6011 when it is not there · VB6012 when another project put it there
 */
export async function pauseSchedule(client: Client, own: OwnSchedule, reason: string): Promise<void> {
  await (await findOwn(client, own)).handle.pause(reason);
}

/**
 * Lets a paused schedule start again.
 *
 * @throws VB6011, VB6012
 */
export async function resumeSchedule(client: Client, own: OwnSchedule, reason: string): Promise<void> {
  await (await findOwn(client, own)).handle.unpause(reason);
}

/**
 * Starts it for each of its times from `from` (included) to `to` (not included), one after the other.
 *
 * @throws VB6011, VB6012
 */
export async function backfillSchedule(
  client: Client,
  own: OwnSchedule,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<void> {
  const { handle } = await findOwn(client, own);
  await handle.backfill({ start: new Date(from), end: new Date(Date.parse(to) - 1), overlap: 'BUFFER_ALL' });
}

function infoOf(
  id: string,
  { client, pipeline }: PipelineName,
  {
    state,
    info,
  }: Pick<ScheduleDescription, 'state'> & {
    readonly info: Pick<ScheduleDescription['info'], 'nextActionTimes' | 'recentActions'>;
  },
): Omit<ScheduleInfo, 'last'> {
  return {
    ...{ id, client, pipeline, paused: state.paused, note: state.note || null },
    next: info.nextActionTimes.map(time => time.toISOString()),
    recent: info.recentActions.map(({ scheduledAt, takenAt, action }) => ({
      ...{ at: scheduledAt.toISOString(), startedAt: takenAt.toISOString() },
      workflowId: action.workflow.workflowId,
    })),
  };
}

type RecentActions = ScheduleDescription['info']['recentActions'];

/** What became of starts, in their order; a start that has a run and one that never had one alike. */
const outcomesOf = (client: Client, recent: RecentActions): Promise<readonly StartOutcome[]> =>
  Promise.all(
    recent.map(({ action: { workflow } }) => startOutcome(client, workflow.workflowId, workflow.firstExecutionRunId)),
  );

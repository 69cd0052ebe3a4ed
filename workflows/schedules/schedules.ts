import { type Client, type ScheduleDescription, type ScheduleHandle, ScheduleNotFoundError } from '@temporalio/client';
import { VerbatimError } from '../../core/errors.ts';
import type { Instant } from '../../core/model/feedback.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import type { PipelineName } from '../contract.ts';
import { pipelineOfSchedule, type ScheduleMemo, scheduleIdOf, scheduleOptionsOf } from './schedule-options.ts';

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
  readonly recent: readonly ScheduledStart[];
}

export interface ScheduledStart {
  readonly at: Instant;
  readonly startedAt: Instant;
  readonly workflowId: string;
}

/** A schedule as the server has it, with what it did so far. */
export interface ScheduleDetail extends ScheduleInfo {
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
  const memo = before.action.memo as Partial<ScheduleMemo> | undefined;
  if (memo?.project !== schedule.project) {
    const owner = memo?.project === undefined ? 'by other hands' : `by project "${memo.project}"`;
    throw new VerbatimError('VB6012', `schedule ${options.scheduleId} was put on the server ${owner}`, {
      hint: 'use a namespace of its own (TEMPORAL_NAMESPACE), or remove that schedule',
    });
  }
  if (memo.digest === digest) return 'unchanged';
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
    if ((found?.action.memo as Partial<ScheduleMemo> | undefined)?.project !== project) continue;
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
    found.push(infoOf(scheduleId, name, { state, info }));
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * One schedule as the server has it.
 *
 * @throws VB6011 when it is not there
 */
export async function showSchedule(client: Client, name: PipelineName): Promise<ScheduleDetail> {
  const id = scheduleIdOf(name);
  const found = await describe(client.schedule.getHandle(id));
  if (found === null) throw notThere(id);
  const { policies, info } = found;
  return {
    ...infoOf(id, name, found),
    overlap: policies.overlap ?? 'SKIP',
    catchUpMs: policies.catchupWindow,
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    starts: info.numActionsTaken,
    missed: info.numActionsMissedCatchupWindow,
    skipped: info.numActionsSkippedOverlap,
  };
}

/** Stops the starts of a schedule until it is resumed. */
export const pauseSchedule = (client: Client, name: PipelineName, reason: string): Promise<void> =>
  onSchedule(client, name, handle => handle.pause(reason));

/** Lets a paused schedule start again. */
export const resumeSchedule = (client: Client, name: PipelineName, reason: string): Promise<void> =>
  onSchedule(client, name, handle => handle.unpause(reason));

/** Starts it once, now, under its overlap rule. */
export const triggerSchedule = (client: Client, name: PipelineName): Promise<void> =>
  onSchedule(client, name, handle => handle.trigger());

/** Starts it for each of its times from `from` (included) to `to` (not included), one after the other. */
export const backfillSchedule = (
  client: Client,
  name: PipelineName,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<void> =>
  onSchedule(client, name, handle =>
    handle.backfill({ start: new Date(from), end: new Date(Date.parse(to) - 1), overlap: 'BUFFER_ALL' }),
  );

async function onSchedule<T>(
  client: Client,
  name: PipelineName,
  work: (handle: ScheduleHandle) => Promise<T>,
): Promise<T> {
  const id = scheduleIdOf(name);
  try {
    return await work(client.schedule.getHandle(id));
  } catch (thrown) {
    throw thrown instanceof ScheduleNotFoundError ? notThere(id) : thrown;
  }
}

async function describe(handle: ScheduleHandle): Promise<ScheduleDescription | null> {
  try {
    return await handle.describe();
  } catch (thrown) {
    if (thrown instanceof ScheduleNotFoundError) return null;
    throw thrown;
  }
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
): ScheduleInfo {
  return {
    ...{ id, client, pipeline, paused: state.paused, note: state.note || null },
    next: info.nextActionTimes.map(time => time.toISOString()),
    recent: info.recentActions.map(({ scheduledAt, takenAt, action }) => ({
      ...{ at: scheduledAt.toISOString(), startedAt: takenAt.toISOString() },
      workflowId: action.workflow.workflowId,
    })),
  };
}

const notThere = (id: string): VerbatimError =>
  new VerbatimError('VB6011', `the server has no schedule ${id}`, { hint: 'put it there: verbatim schedule apply' });

import { createHash } from 'node:crypto';
import type { ScheduleOptions, ScheduleUpdateOptions } from '@temporalio/client';
import { canonicalJson } from '../../core/model/digest.ts';
import type { Instant } from '../../core/model/feedback.ts';
import { gapsOf } from '../../core/schedule/gaps-of.ts';
import { catchUpMs, onTimeMs, type Schedule } from '../../core/schedule/schedule.ts';
import { type PipelineName, queues, runDefaults, type ScheduledInput } from '../contract.ts';
import { nameAttributesOf } from '../search-attributes.ts';
import { scheduleSpecOf } from './schedule-spec.ts';

/** What the started workflow's memo says of where it comes from; the schedule's own cannot be changed once it is there. */
export interface ScheduleMemo {
  readonly project: string;
  /** Of everything that `apply` writes: equal means nothing to do. */
  readonly digest: string;
}

const prefix = 'verbatim/';

/** How long a failed step of a scheduled run waits for a hand at most; for less than an hour nobody is waited for. */
const [longestHoldMs, shortestHoldMs] = [24 * 3_600_000, 3_600_000];

/** The id of a pipeline's schedule, one per client and pipeline. */
export const scheduleIdOf = ({ client, pipeline }: PipelineName): string => `${prefix}${client ?? '-'}/${pipeline}`;

/** The pipeline of a schedule's id; `null` when the id is not one of ours. */
export function pipelineOfSchedule(id: string): PipelineName | null {
  const [client, pipeline, ...more] = id.startsWith(prefix) ? id.slice(prefix.length).split('/') : [];
  if (client === undefined || pipeline === undefined || more.length > 0) return null;
  return { client: client === '-' ? null : client, pipeline };
}

/** What the server is told of a schedule, and its digest. */
export function scheduleOptionsOf(
  schedule: Schedule,
  now: Instant,
): {
  readonly options: Omit<ScheduleOptions, 'state'> & Pick<ScheduleUpdateOptions, 'action'>;
  readonly digest: string;
} {
  const { project, client, pipeline } = schedule;
  const input: ScheduledInput = {
    ...{ project, pipeline, client, shards: runDefaults.shards, holdMs: holdMsOf(schedule) },
  };
  const scheduleId = scheduleIdOf(schedule);
  const action = {
    type: 'startWorkflow',
    workflowType: 'scheduledPipeline',
    taskQueue: queues.workflow,
    workflowId: `${scheduleId}/scheduled`,
    args: [input],
    staticSummary: `${pipeline}${client === null ? '' : ` for ${client}`}, by schedule "${schedule.cron}" ${schedule.zone}`,
    staticDetails: `runs the month before, by the clocks of ${schedule.timezone}`,
    typedSearchAttributes: nameAttributesOf(schedule),
  } as const;
  const frame = { scheduleId, spec: scheduleSpecOf(schedule, now), policies: policiesOf(schedule) };
  const digest = createHash('sha256')
    .update(canonicalJson({ ...frame, action }))
    .digest('hex');
  const memo = { project, digest } satisfies ScheduleMemo;
  return { digest, options: { ...frame, memo: { project }, action: { ...action, args: [...action.args], memo } } };
}

/**
 * A run that waits for a hand is at work, and so keeps the next start of its schedule from beginning: it waits for half
 * of the shortest time between two of them, and leaves the other half for its work.
 */
function holdMsOf({ cron }: Schedule): number {
  const holdMs = Math.min(gapsOf(cron).shortestMs / 2, longestHoldMs);
  return holdMs < shortestHoldMs ? 0 : holdMs;
}

/**
 * Overlap and catch-up in the server's terms. It has no "latest only": with `latest` a missed start is made up for
 * while no later one can have been missed too, which is as long as the longest time between two starts. What it makes
 * up for falls under the overlap rule, so where all shall be, none may be skipped.
 */
function policiesOf({ cron, catchUp, overlap }: Schedule): NonNullable<ScheduleOptions['policies']> {
  const latestMs = Math.min(gapsOf(cron).longestMs, catchUpMs);
  const windowMs = { all: catchUpMs, latest: latestMs, none: onTimeMs }[catchUp];
  const rules = { skip: 'SKIP', 'buffer-one': 'BUFFER_ONE', 'buffer-all': 'BUFFER_ALL' } as const;
  return {
    overlap: catchUp === 'all' ? 'BUFFER_ALL' : rules[overlap],
    catchupWindow: Math.max(windowMs, onTimeMs),
    pauseOnFailure: false,
  };
}

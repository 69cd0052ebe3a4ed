import type { Instant } from '../model/feedback.ts';
import { startDelayMs } from './jitter.ts';
import type { Schedule } from './schedule.ts';
import { nextTimes, timesBetween } from './times.ts';

/** When a pipeline starts next: the cron's times, each later by the pipeline's share of the jitter. */
export function nextStarts(schedule: Schedule, after: Instant, n: number): Instant[] {
  const delay = startDelayMs(schedule);
  return nextTimes(schedule, moved(after, -delay), n).map(time => moved(time, delay));
}

/** Its starts from `after` (not included) to `until` (included). */
export function startsBetween(schedule: Schedule, after: Instant, until: Instant): Instant[] {
  const delay = startDelayMs(schedule);
  return timesBetween(schedule, moved(after, -delay), moved(until, -delay)).map(time => moved(time, delay));
}

const moved = (instant: Instant, byMs: number): Instant => new Date(Date.parse(instant) + byMs).toISOString();

import { Cron } from 'croner';
import type { Instant } from '../model/feedback.ts';
import type { Schedule } from './schedule.ts';

/**
 * The next times of a cron expression in its zone, without jitter.
 *
 * A time that names its hours and minutes happens once on every day that it names: when the clocks skip it, at the
 * first moment after the gap; when they repeat it, the first time. An expression with `*` or a step in these fields
 * follows the wall clock, so that "every 30 minutes" stays so.
 *
 * @param after - not included
 * @returns `n` instants in order; fewer only when the expression ends before
 */
export function nextTimes({ cron, zone }: Pick<Schedule, 'cron' | 'zone'>, after: Instant, n: number): Instant[] {
  return cronOf(cron, zone)
    .nextRuns(n, new Date(after))
    .map(time => time.toISOString());
}

/** All times from `after` (not included) to `until` (included). */
export function timesBetween(schedule: Pick<Schedule, 'cron' | 'zone'>, after: Instant, until: Instant): Instant[] {
  const cron = cronOf(schedule.cron, schedule.zone);
  const found: Instant[] = [];
  for (let time = cron.nextRun(new Date(after)); time !== null; time = cron.nextRun(time)) {
    const at = time.toISOString();
    if (at > until) break;
    found.push(at);
  }
  return found;
}

function cronOf(cron: string, zone: string): Cron {
  return new Cron(cron.trim().split(/\s+/).join(' '), {
    ...{ paused: true, mode: '5-part', timezone: zone, fixedTimeRule: 'no-wildcard' },
  });
}

import type { Instant } from '../model/feedback.ts';
import { catchUpMs, onTimeMs, type Schedule } from './schedule.ts';
import { startsBetween } from './starts.ts';

/** A start whose time has come. */
export interface DueStart {
  /** Its scheduled time; the run's window is the month before it. */
  readonly at: Instant;
  /** `on-time` · `missed` and made up for · `passed`: missed and left out. */
  readonly as: 'on-time' | 'missed' | 'passed';
}

/**
 * What is due at a moment, in order, with catch-up applied: `latest` makes up for the last missed start alone, `all` for
 * each, `none` for none; one that is older than 7 days is left out.
 *
 * @param last - the scheduled time that was seen to last
 */
export function dueStarts(schedule: Schedule, last: Instant, now: Instant): readonly DueStart[] {
  const moment = Date.parse(now);
  const oldest = moment - catchUpMs;
  // A longer absence is not gone through start by start.
  const after = new Date(Math.max(Date.parse(last), oldest - catchUpMs)).toISOString();
  const starts = startsBetween(schedule, after, now);
  const onTime = (at: Instant): boolean => moment - Date.parse(at) <= onTimeMs;
  const lastMissed = starts.findLast(at => !onTime(at));
  return starts.map(at => {
    if (onTime(at)) return { at, as: 'on-time' };
    const wanted = schedule.catchUp === 'all' || (schedule.catchUp === 'latest' && at === lastMissed);
    return { at, as: wanted && Date.parse(at) >= oldest ? 'missed' : 'passed' };
  });
}

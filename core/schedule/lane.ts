import type { Instant } from '../model/feedback.ts';
import type { DueStart } from './due.ts';
import type { Schedule } from './schedule.ts';

/** The starts of one schedule, one after the other. */
export interface Lane {
  readonly schedule: Schedule;
  /** Starts that are let in and not begun, in order. */
  readonly waiting: Instant[];
  /** The latest scheduled time that was taken. */
  readonly seen: () => Instant;
  /**
   * Lets a due start in by the rules of catch-up and overlap. What is made up for waits for its turn: the overlap rule
   * is for starts that come while a run is at work.
   */
  readonly take: (at: Instant, as: DueStart['as'], working: boolean) => 'in' | 'missed' | 'overlap';
}

/** @param begin - the scheduled time that was dealt with last */
export function createLane(schedule: Schedule, begin: Instant): Lane {
  const waiting: Instant[] = [];
  let seen = begin;
  return {
    schedule,
    waiting,
    seen: () => seen,
    take: (at, as, working) => {
      seen = at;
      if (as === 'passed') return 'missed';
      const room = { skip: !working && waiting.length === 0, 'buffer-one': waiting.length === 0, 'buffer-all': true };
      if (as === 'on-time' && !room[schedule.overlap]) return 'overlap';
      waiting.push(at);
      return 'in';
    },
  };
}

import { IANAZone } from 'luxon';
import type { Instant } from '../model/feedback.ts';
import { startDelayMs } from './jitter.ts';
import type { Schedule } from './schedule.ts';
import { timesBetween } from './times.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Where a scheduler that only compares the wall clock with a calendar would be wrong. */
export interface ClockChanges {
  /** Readings of the wall clock, as if they were UTC, at which it must not start. */
  readonly skip: readonly Instant[];
  /** Instants at which it must start, beside what the calendar says. */
  readonly add: readonly Instant[];
}

/**
 * What daylight saving asks of a schedule beyond its calendar: a time that the clocks skip happens after the gap, one
 * that they repeat happens once. Jitter is included.
 */
export function clockChanges(schedule: Schedule, from: Instant, until: Instant): ClockChanges {
  const delay = startDelayMs(schedule);
  const skip = new Set<Instant>();
  const add = new Set<Instant>();
  for (const change of offsetChanges(schedule.zone, Date.parse(from), Date.parse(until))) {
    const span = Math.abs(change.after - change.before) + hourMs;
    const [begin, end] = [change.at - span - delay, change.at + span];
    const right = new Set(between(schedule, begin, end).map(time => time + delay));
    const literal = byWallClock(schedule, change, begin + delay, end + delay, delay);
    const wrong = new Set([...literal].filter(time => !right.has(time)).map(time => wall(time, change)));
    for (const reading of wrong) skip.add(new Date(reading).toISOString());
    for (const time of right) {
      // A second later the calendar's exception does not hold any more.
      if (wrong.has(wall(time, change))) add.add(new Date(time + 1000).toISOString());
      else if (!literal.has(time) || isRepeated(time, change)) add.add(new Date(time).toISOString());
    }
  }
  return { skip: [...skip], add: [...add] };
}

interface OffsetChange {
  readonly at: number;
  /** Milliseconds ahead of UTC. */
  readonly before: number;
  readonly after: number;
}

/** The moments at which a zone's clocks are set, to the minute. */
function offsetChanges(zone: string, from: number, until: number): OffsetChange[] {
  const iana = IANAZone.create(zone);
  const changes: OffsetChange[] = [];
  for (let day = from; day < until; day += dayMs) {
    if (iana.offset(day) === iana.offset(day + dayMs)) continue;
    let [low, high] = [Math.floor(day / minuteMs), Math.ceil((day + dayMs) / minuteMs)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (iana.offset(middle * minuteMs) === iana.offset(day)) low = middle;
      else high = middle;
    }
    const at = high * minuteMs;
    changes.push({ at, before: iana.offset(day) * minuteMs, after: iana.offset(at) * minuteMs });
  }
  return changes;
}

/**
 * True while the wall clock shows what it shows twice: there, schedulers lose their way, and each time is named. Seen
 * with Temporal 1.29: in Paris it goes from 02:00 to 02:15 an hour and a quarter later.
 */
const isRepeated = (time: number, { at, before, after }: OffsetChange): boolean =>
  time >= at - (before - after) && time < at + (before - after);

const wall = (time: number, { at, before, after }: OffsetChange): number => time + (time < at ? before : after);

/** The instants at which the wall clock shows a time of the calendar, moved by the delay. */
function byWallClock(schedule: Schedule, change: OffsetChange, from: number, to: number, delay: number): Set<number> {
  const found = new Set<number>();
  const widest = Math.max(change.before, change.after);
  const narrowest = Math.min(change.before, change.after);
  const readings = between({ cron: schedule.cron, zone: 'UTC' }, from + narrowest - delay, to + widest - delay);
  for (const reading of readings) {
    const first = reading + delay - change.before;
    const second = reading + delay - change.after;
    if (first < change.at && first > from && first <= to) found.add(first);
    if (second >= change.at && second > from && second <= to) found.add(second);
  }
  return found;
}

const between = (schedule: Pick<Schedule, 'cron' | 'zone'>, from: number, to: number): number[] =>
  timesBetween(schedule, new Date(from).toISOString(), new Date(to).toISOString()).map(time => Date.parse(time));

import { createHash } from 'node:crypto';
import { IANAZone } from 'luxon';
import { clockTimes } from './clock-times.ts';
import type { Schedule } from './schedule.ts';

const minutesOfDay = 1_440;
const dayMs = 86_400_000;
/** Of schedules that were asked before: a scheduler asks at every look at the clock. */
const known = new WeakMap<Schedule, number>();
/** Any year will do: what differs between two zones comes back every year. */
const sampleYear = Date.UTC(2026, 0, 1);

/**
 * How much later than its cron's times a pipeline starts: always the same, somewhere within the declared jitter, so
 * that many clients do not start at one moment.
 *
 * @returns whole seconds in milliseconds, so few that no start crosses midnight in the schedule's or the pipeline's zone
 */
export function startDelayMs(schedule: Schedule): number {
  if (schedule.jitterMs === 0) return 0;
  const before = known.get(schedule);
  if (before !== undefined) return before;
  const hash = createHash('sha256')
    .update(`${schedule.client ?? ''}/${schedule.pipeline}`)
    .digest();
  const share = hash.readUIntBE(0, 6) / 2 ** 48;
  const delay = Math.floor((share * (longestDelayMs(schedule) + 1000)) / 1000) * 1000;
  known.set(schedule, delay);
  return delay;
}

/** The declared jitter, cut to what is left of the day after the cron's last time. */
export function longestDelayMs({ cron, zone, timezone, jitterMs }: Omit<Schedule, 'catchUp' | 'overlap'>): number {
  const { minutes } = clockTimes(cron);
  let left = minutesOfDay;
  for (const shift of shiftsBetween(zone, timezone)) {
    for (const minute of minutes) left = Math.min(left, minutesOfDay - modulo(minute + shift, minutesOfDay));
  }
  return Math.min(jitterMs, left * 60_000 - 1000);
}

/** Minutes by which the second zone's clocks are ahead of the first's, each once over a year. */
function shiftsBetween(first: string, second: string): ReadonlySet<number> {
  if (first === second) return new Set([0]);
  const [from, to] = [IANAZone.create(first), IANAZone.create(second)];
  const shifts = new Set([0]);
  for (let day = 0; day < 366; day += 1) {
    const time = sampleYear + day * dayMs;
    shifts.add(to.offset(time) - from.offset(time));
  }
  return shifts;
}

const modulo = (value: number, base: number): number => ((value % base) + base) % base;

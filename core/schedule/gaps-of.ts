import { clockTimes } from './clock-times.ts';
import { timesBetween } from './times.ts';

const minuteMs = 60_000;
/** A leap year and two months more have every date that there is, and every step from one to the next. */
const sample = { after: '2023-12-31T23:59:59.000Z', until: '2025-02-28T23:59:59.000Z' } as const;

/** Times between two times of a cron expression by the clock, in milliseconds. */
export interface Gaps {
  readonly shortestMs: number;
  /** Infinity for a time that comes less than once a year. */
  readonly longestMs: number;
}

/** The shortest and the longest time between two times of a cron expression. */
export function gapsOf(cron: string): Gaps {
  const { minutes } = clockTimes(cron);
  const daily = `0 0 ${cron.trim().split(/\s+/).slice(2).join(' ')}`;
  const days = timesBetween({ cron: daily, zone: 'UTC' }, sample.after, sample.until).map(day => Date.parse(day));
  const night = (minutes[0]! - minutes.at(-1)!) * minuteMs;
  const gaps = [
    ...steps(minutes).map(step => step * minuteMs),
    ...(days.length < 2 ? [Number.POSITIVE_INFINITY] : steps(days).map(step => step + night)),
  ];
  return { shortestMs: Math.min(...gaps), longestMs: Math.max(...gaps) };
}

const steps = (times: readonly number[]): number[] => times.slice(1).map((time, index) => time - times[index]!);

import { clockTimes } from './clock-times.ts';
import { timesBetween } from './times.ts';

const minuteMs = 60_000;
/** A leap year and two months more have every date that there is, and every step from one to the next. */
const sample = { after: '2023-12-31T23:59:59.000Z', until: '2025-02-28T23:59:59.000Z' } as const;

/** The longest time between two times of a cron expression by the clock, in milliseconds; at most `most`. */
export function longestGapMs(cron: string, most: number): number {
  const { minutes } = clockTimes(cron);
  const days = timesBetween(
    { cron: `0 0 ${cron.trim().split(/\s+/).slice(2).join(' ')}`, zone: 'UTC' },
    sample.after,
    sample.until,
  );
  let gap = 0;
  for (const [index, minute] of minutes.slice(1).entries()) gap = Math.max(gap, (minute - minutes[index]!) * minuteMs);
  const night = (minutes[0]! - minutes.at(-1)!) * minuteMs;
  for (const [index, day] of days.slice(1).entries()) {
    gap = Math.max(gap, Date.parse(day) - Date.parse(days[index]!) + night);
    if (gap >= most) return most;
  }
  return days.length < 2 ? most : Math.min(gap, most);
}

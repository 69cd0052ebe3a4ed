import type { Instant } from '../model/feedback.ts';
import { timesBetween } from './times.ts';

/** What a cron expression says, apart from any zone. */
export interface ClockTimes {
  /** Minutes of the day, from 0 to 1,439, in order. */
  readonly minutes: readonly number[];
  /** From 1; `null` = every one. */
  readonly months: readonly number[] | null;
  /** From 1; `null` = every one. */
  readonly daysOfMonth: readonly number[] | null;
  /** From 0, Sunday; `null` = every one. Where both kinds of days are named, either is enough. */
  readonly daysOfWeek: readonly number[] | null;
}

interface Span {
  readonly after: Instant;
  readonly until: Instant;
}

/** A month of 31 days that begins on a Sunday, in a year of which every month has a first. */
const month: Span = { after: '2022-12-31T23:59:59.000Z', until: '2023-01-31T23:59:59.000Z' };
const day: Span = { after: month.after, until: '2023-01-01T23:59:59.000Z' };
const week: Span = { after: month.after, until: '2023-01-07T23:59:59.000Z' };
const year: Span = { after: month.after, until: '2023-12-31T23:59:59.000Z' };

/** Reads a valid cron expression field by field; each is asked for alone, so that one reader knows the syntax. */
export function clockTimes(cron: string): ClockTimes {
  const [minute = '*', hour = '*', dayOfMonth = '*', monthOfYear = '*', dayOfWeek = '*'] = cron.trim().split(/\s+/);
  return {
    minutes: read(`${minute} ${hour} * * *`, day, time => time.getUTCHours() * 60 + time.getUTCMinutes()),
    months: monthOfYear === '*' ? null : read(`0 0 1 ${monthOfYear} *`, year, time => time.getUTCMonth() + 1),
    daysOfMonth: dayOfMonth === '*' ? null : read(`0 0 ${dayOfMonth} * *`, month, time => time.getUTCDate()),
    daysOfWeek: dayOfWeek === '*' ? null : read(`0 0 * * ${dayOfWeek}`, week, time => time.getUTCDay()),
  };
}

function read(cron: string, { after, until }: Span, part: (time: Date) => number): number[] {
  return timesBetween({ cron, zone: 'UTC' }, after, until).map(time => part(new Date(time)));
}

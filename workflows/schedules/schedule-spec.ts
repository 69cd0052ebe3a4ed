import { type CalendarSpec, DAYS_OF_WEEK, MONTHS, type ScheduleSpec } from '@temporalio/client';
import type { Instant } from '../../core/model/feedback.ts';
import { clockChanges } from '../../core/schedule/clock-changes.ts';
import { type ClockTimes, clockTimes } from '../../core/schedule/clock-times.ts';
import { startDelayMs } from '../../core/schedule/jitter.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';

const dayMs = 86_400_000;
/**
 * An interval so long that it comes once: how an instant is written in a spec. Its first time after 1970 must be past,
 * since the server takes an interval's second time for its first: 50 years serve from 2020 to 2069.
 */
const onceMs = 18_262 * dayMs;
/** Clock changes are looked up until the end of this many years from now; the next `apply` looks further. */
const yearsAhead = 5;

/**
 * A schedule as the server takes it: calendars in the schedule's zone, the pipeline's share of the jitter included.
 *
 * The server compares the wall clock with the calendar and nothing else, so a time that the clocks skip would never
 * come and one that they repeat would come twice; these are taken out and put back as instants.
 */
export function scheduleSpecOf(schedule: Schedule, now: Instant): ScheduleSpec {
  const year = new Date(now).getUTCFullYear();
  const changes = clockChanges(schedule, `${year}-01-01T00:00:00.000Z`, `${year + yearsAhead}-12-31T00:00:00.000Z`);
  return {
    calendars: calendarsOf(clockTimes(schedule.cron), startDelayMs(schedule) / 1000),
    intervals: changes.add.map(at => ({ every: onceMs, offset: Date.parse(at) % onceMs })),
    skip: changes.skip.map(reading => atReading(new Date(reading))),
    timezone: schedule.zone,
    // Ours is in the calendars: always the same for one pipeline.
    jitter: 0,
  };
}

function calendarsOf(times: ClockTimes, delaySeconds: number): CalendarSpec[] {
  const { months, daysOfMonth, daysOfWeek } = times;
  const month = months === null ? {} : { month: months.map(number => MONTHS[number - 1]!) };
  const byDate = daysOfMonth === null ? {} : { dayOfMonth: [...daysOfMonth] };
  const byDay = daysOfWeek === null ? {} : { dayOfWeek: daysOfWeek.map(number => DAYS_OF_WEEK[number]!) };
  // In a calendar both must hold, in a cron expression either is enough.
  const days = daysOfMonth !== null && daysOfWeek !== null ? [byDate, byDay] : [{ ...byDate, ...byDay }];
  return days.flatMap(day =>
    clockCalendars(times.minutes, delaySeconds).map(clock => ({ ...clock, ...month, ...day })),
  );
}

/** The times of a day, hours with the same minutes together. */
function clockCalendars(minutes: readonly number[], delaySeconds: number): CalendarSpec[] {
  const byHour = new Map<number, number[]>();
  for (const minute of minutes) {
    const moved = minute + Math.floor(delaySeconds / 60);
    const hour = Math.floor(moved / 60);
    byHour.set(hour, [...(byHour.get(hour) ?? []), moved % 60]);
  }
  const byMinutes = new Map<string, { readonly hours: number[]; readonly minutes: readonly number[] }>();
  for (const [hour, ofHour] of byHour) {
    const same = byMinutes.get(ofHour.join());
    if (same) same.hours.push(hour);
    else byMinutes.set(ofHour.join(), { hours: [hour], minutes: ofHour });
  }
  return [...byMinutes.values()].map(group => ({
    hour: group.hours.length === 24 ? '*' : group.hours,
    minute: group.minutes.length === 60 ? '*' : [...group.minutes],
    second: delaySeconds % 60,
  }));
}

const atReading = (reading: Date): CalendarSpec => ({
  year: reading.getUTCFullYear(),
  month: MONTHS[reading.getUTCMonth()]!,
  dayOfMonth: reading.getUTCDate(),
  hour: reading.getUTCHours(),
  minute: reading.getUTCMinutes(),
  second: reading.getUTCSeconds(),
});

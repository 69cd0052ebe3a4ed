import { expect, test } from 'vitest';
import type { ScheduledInput } from '../../workflows/contract.ts';
import { scheduleOptionsOf } from '../../workflows/schedules/schedule-options.ts';
import { sampleSchedule } from './sample-schedule.ts';

const hours = (ms: number): number => ms / 3_600_000;

test.each([
  // A month is longer than two days, of which half would be the most that is waited.
  ['0 7 2 * *', 24],
  ['0 7 * * *', 12],
  // From 08:00 to 18:00 are ten hours.
  ['0 8,18 * * 1-5', 5],
  ['0 */2 * * *', 1],
  ['0 * * * *', 0],
  ['*/15 * * * *', 0],
])('a failed step of a run that "%s" started waits %d hours for a hand', (cron, expected) => {
  const { options } = scheduleOptionsOf(sampleSchedule({ cron }), '2026-11-22T12:00:00.000Z');
  const [input] = options.action.args as readonly ScheduledInput[];
  expect(hours(input!.holdMs)).toBe(expected);
});

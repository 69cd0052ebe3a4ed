import { expect, test } from 'vitest';
import { gapsOf } from '../../../core/schedule/gaps-of.ts';

const hours = (ms: number): number => ms / 3_600_000;
const day = 24;

test.each([
  ['*/15 * * * *', 0.25, 0.25],
  ['0 * * * *', 1, 1],
  ['0 7 * * *', day, day],
  // From 07:00 to 19:00, and from 19:00 to 07:00.
  ['0 7,19 * * *', 12, 12],
  ['0 7,9 * * *', 2, 22],
  // From Friday to Monday.
  ['0 7 * * 1-5', day, 3 * day],
  ['0 7 * * mon', 7 * day, 7 * day],
  // February of a leap year, and a month of 31 days.
  ['0 7 2 * *', 29 * day, 31 * day],
  ['0 7 29 2 *', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ['0 7,19 29 2 *', 12, Number.POSITIVE_INFINITY],
])('between two starts of "%s" are %d hours at least and %d at most', (cron, shortest, longest) => {
  const { shortestMs, longestMs } = gapsOf(cron);
  expect([hours(shortestMs), hours(longestMs)]).toEqual([shortest, longest]);
});

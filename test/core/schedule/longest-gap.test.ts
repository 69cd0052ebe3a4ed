import { expect, test } from 'vitest';
import { longestGapMs } from '../../../core/schedule/longest-gap.ts';

const hours = (count: number): number => count * 3_600_000;
const most = hours(168);

test.each([
  ['*/15 * * * *', 0.25],
  ['0 * * * *', 1],
  ['0 7 * * *', 24],
  // From 19:00 to 07:00.
  ['0 7,19 * * *', 12],
  ['0 7,9 * * *', 22],
  // From Friday to Monday.
  ['0 7 * * 1-5', 72],
  ['0 7 * * mon', 168],
  ['0 7 2 * *', 168],
  ['0 7 29 2 *', 168],
])('the longest time between two starts of "%s" is %d hours, seven days at most', (cron, expected) => {
  expect(longestGapMs(cron, most)).toBe(hours(expected));
});

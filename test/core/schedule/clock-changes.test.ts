import { expect, test } from 'vitest';
import { clockChanges } from '../../../core/schedule/clock-changes.ts';
import { sampleSchedule } from '../../workflows/sample-schedule.ts';

const of2026 = (cron: string, change = {}) =>
  clockChanges(sampleSchedule({ cron, ...change }), '2026-01-01T00:00:00.000Z', '2026-12-31T00:00:00.000Z');

test('07:00 on the 2nd needs nothing beyond its calendar', () => {
  expect(of2026('0 7 2 * *')).toEqual({ skip: [], add: [] });
});

test('02:30 daily: after the gap in March, once and not twice in October', () => {
  // Paris. 2026-03-29: 02:30 does not come; 03:00 is 01:00 UTC. 2026-10-25: 02:30 comes at 00:30 and 01:30 UTC.
  expect(of2026('30 2 * * *')).toEqual({
    skip: ['2026-10-25T02:30:00.000Z'],
    add: ['2026-03-29T01:00:00.000Z', '2026-10-25T00:30:01.000Z'],
  });
});

test('every half hour: nothing is left out, and each time of the repeated hour is named', () => {
  const { skip, add } = of2026('*/30 * * * *');
  expect(skip).toEqual([]);
  expect(add).toEqual([
    '2026-10-25T00:00:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-25T01:00:00.000Z',
    '2026-10-25T01:30:00.000Z',
  ]);
});

test('a zone that never sets its clocks needs nothing', () => {
  expect(of2026('30 2 * * *', { zone: 'Asia/Kathmandu' })).toEqual({ skip: [], add: [] });
});

import { expect, test } from 'vitest';
import { dueStarts } from '../../../core/schedule/due.ts';
import type { Schedule } from '../../../core/schedule/schedule.ts';
import { sampleSchedule } from '../../workflows/sample-schedule.ts';

const daily = (catchUp: Schedule['catchUp']) =>
  sampleSchedule({ cron: '0 7 * * *', zone: 'UTC', timezone: 'UTC', catchUp });
const due = (catchUp: Schedule['catchUp'], last: string, now: string): string[] =>
  dueStarts(daily(catchUp), `2026-11-${last}:00.000Z`, `2026-11-${now}:00.000Z`).map(
    ({ at, as }) => `${at.slice(8, 10)} ${as}`,
  );

test('nothing is due before its time, and nothing twice', () => {
  expect(due('latest', '02T07:00', '03T06:59')).toEqual([]);
  expect(due('latest', '02T07:00', '02T07:00')).toEqual([]);
});

test('a start is on time for a minute, whatever the catch-up', () => {
  for (const catchUp of ['latest', 'all', 'none'] as const) {
    expect(due(catchUp, '02T07:00', '03T07:01')).toEqual(['03 on-time']);
  }
});

test('of three missed starts, latest takes the last, all takes each, none takes none', () => {
  expect(due('latest', '02T07:00', '05T12:00')).toEqual(['03 passed', '04 passed', '05 missed']);
  expect(due('all', '02T07:00', '05T12:00')).toEqual(['03 missed', '04 missed', '05 missed']);
  expect(due('none', '02T07:00', '05T12:00')).toEqual(['03 passed', '04 passed', '05 passed']);
});

test('a start on time comes beside the missed one', () => {
  expect(due('latest', '02T07:00', '05T07:00')).toEqual(['03 passed', '04 missed', '05 on-time']);
});

test('what was missed more than seven days ago is not made up for', () => {
  // At noon on the 15th, seven days ago is noon on the 8th.
  expect(due('all', '06T07:00', '15T12:00')).toEqual(['07 passed', '08 passed', ...nextSeven('missed')]);
  const monthly = sampleSchedule();
  const late = dueStarts(monthly, '2026-10-02T05:00:00.000Z', '2026-11-12T12:00:00.000Z');
  expect(late).toEqual([{ at: '2026-11-02T06:00:00.000Z', as: 'passed' }]);
});

const nextSeven = (as: string): string[] => ['09', '10', '11', '12', '13', '14', '15'].map(day => `${day} ${as}`);

test('a clock that was set back makes nothing due', () => {
  expect(due('all', '05T07:00', '03T12:00')).toEqual([]);
});

import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { previousMonth } from '../../../core/model/previous-month.ts';
import { nextTimes, timesBetween } from '../../../core/schedule/times.ts';

const paris = (cron: string) => ({ cron, zone: 'Europe/Paris' });

describe('the two days on which clocks are set', () => {
  // 2026-03-29 in Paris: at 02:00 (01:00 UTC) it is 03:00. 2026-10-25: at 03:00 (01:00 UTC) it is 02:00 again.
  test('a daily time that the clocks skip happens once, after the gap', () => {
    expect(timesBetween(paris('30 2 * * *'), '2026-03-27T12:00:00.000Z', '2026-03-31T12:00:00.000Z')).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
  });

  test('a daily time that the clocks repeat happens once, the first time', () => {
    expect(timesBetween(paris('30 2 * * *'), '2026-10-23T12:00:00.000Z', '2026-10-27T12:00:00.000Z')).toEqual([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
      '2026-10-27T01:30:00.000Z',
    ]);
  });

  test('07:00 is 07:00 on the wall on both days', () => {
    expect(timesBetween(paris('0 7 * * *'), '2026-03-28T00:00:00.000Z', '2026-03-30T00:00:00.000Z')).toEqual([
      '2026-03-28T06:00:00.000Z',
      '2026-03-29T05:00:00.000Z',
    ]);
    expect(timesBetween(paris('0 7 * * *'), '2026-10-24T00:00:00.000Z', '2026-10-26T00:00:00.000Z')).toEqual([
      '2026-10-24T05:00:00.000Z',
      '2026-10-25T06:00:00.000Z',
    ]);
  });

  test('of a list of hours, each that is named happens once on the day that has it twice', () => {
    expect(timesBetween(paris('0 2,3 * * *'), '2026-10-24T12:00:00.000Z', '2026-10-25T12:00:00.000Z')).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ]);
  });

  test('every 30 minutes stays so across the repeated hour', () => {
    const times = timesBetween(paris('*/30 * * * *'), '2026-10-24T23:00:00.000Z', '2026-10-25T03:00:00.000Z');
    // Four hours by any clock that does not jump.
    expect(times).toHaveLength(8);
    const apart = times.slice(1).map((time, index) => Date.parse(time) - Date.parse(times[index]!));
    expect(new Set(apart)).toEqual(new Set([1_800_000]));
  });
});

test('times are in order, after the instant that is given and never at it', () => {
  expect(nextTimes(paris('0 7 2 * *'), '2026-11-02T06:00:00.000Z', 2)).toEqual([
    '2026-12-02T06:00:00.000Z',
    '2027-01-02T06:00:00.000Z',
  ]);
  expect(nextTimes(paris('0 7 2 * *'), '2026-11-02T05:59:59.999Z', 1)).toEqual(['2026-11-02T06:00:00.000Z']);
});

test('where a day of the month and a day of the week are named, either is enough', () => {
  // 2026-06-01 is a Monday; 2026-06-02 a Tuesday.
  expect(
    timesBetween({ cron: '0 0 2 * 1', zone: 'UTC' }, '2026-05-31T12:00:00.000Z', '2026-06-09T00:00:00.000Z'),
  ).toEqual(['2026-06-01T00:00:00.000Z', '2026-06-02T00:00:00.000Z', '2026-06-08T00:00:00.000Z']);
});

const zones = [
  'Europe/Paris',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Apia',
  'UTC',
];

test.each(zones)('07:00 on the 2nd, 36 months in %s: one run a month, each for the month before it', zone => {
  const from = DateTime.fromISO('2025-01-01T00:00:00', { zone }).toUTC().toISO()!;
  const until = DateTime.fromISO('2028-01-01T00:00:00', { zone }).toUTC().toISO()!;
  const times = timesBetween({ cron: '0 7 2 * *', zone }, from, until);
  const local = times.map(time => DateTime.fromISO(time, { zone }).toFormat("yyyy-MM-dd'T'HH:mm"));
  const months = Array.from({ length: 36 }, (_, index) => ({
    year: 2025 + Math.floor(index / 12),
    month: (index % 12) + 1,
  }));
  const two = (value: number): string => String(value).padStart(2, '0');
  expect(local).toEqual(months.map(({ year, month }) => `${year}-${two(month)}-02T07:00`));
  for (const [index, time] of times.entries()) {
    const { year, month } = months[index]!;
    const window = previousMonth(time, zone);
    const before = month === 1 ? `${year - 1}-12` : `${year}-${two(month - 1)}`;
    expect(DateTime.fromISO(window.from, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(`${before}-01T00:00`);
    expect(DateTime.fromISO(window.to, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(`${year}-${two(month)}-01T00:00`);
  }
  // Windows touch: no day is left out, none is covered twice.
  const windows = times.map(time => previousMonth(time, zone));
  expect(windows.slice(1).map(window => window.from)).toEqual(windows.slice(0, -1).map(window => window.to));
});

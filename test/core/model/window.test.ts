import { expect, test } from 'vitest';
import { dateStartingAt, monthWindow, periodsOf } from '../../../core/model/window.ts';

test('a local midnight starts its date, in winter and in summer', () => {
  // Paris is at +1 until 29 March 2026 and at +2 from then on.
  expect(dateStartingAt('2026-01-31T23:00:00.000Z', 'Europe/Paris')).toBe('2026-02-01');
  expect(dateStartingAt('2026-03-31T22:00:00.000Z', 'Europe/Paris')).toBe('2026-04-01');
  expect(dateStartingAt('2026-04-01T00:00:00.000Z', 'UTC')).toBe('2026-04-01');
});

test('any other instant starts none', () => {
  expect(dateStartingAt('2026-04-01T00:00:00.000Z', 'Europe/Paris')).toBeNull();
  expect(dateStartingAt('2026-03-31T22:00:00.001Z', 'Europe/Paris')).toBeNull();
  expect(dateStartingAt('no instant', 'Europe/Paris')).toBeNull();
});

test('a day without a midnight starts at its first instant', () => {
  // Beirut goes from +2 to +3 at 00:00 on 29 March 2026: 22:00Z is 01:00, and 21:00Z is 23:00 of the day before.
  expect(dateStartingAt('2026-03-28T22:00:00.000Z', 'Asia/Beirut')).toBe('2026-03-29');
  expect(dateStartingAt('2026-03-28T21:00:00.000Z', 'Asia/Beirut')).toBeNull();
});

test('a month starts at the first of two midnights', () => {
  // Havana goes from -4 to -5 at 01:00 on 1 November 2026: midnight is 04:00Z, and again 05:00Z.
  expect(monthWindow('2026-11', 'America/Havana').from).toBe('2026-11-01T04:00:00.000Z');
  expect(monthWindow('2026-10', 'America/Havana').to).toBe('2026-11-01T04:00:00.000Z');
  expect(dateStartingAt('2026-11-01T04:00:00.000Z', 'America/Havana')).toBe('2026-11-01');
  expect(dateStartingAt('2026-11-01T05:00:00.000Z', 'America/Havana')).toBeNull();
});

test('January 2027 begins in the week 53 of 2026, of which it has three days', () => {
  const weeks = periodsOf(monthWindow('2027-01', 'Europe/Paris'), 'week', 'Europe/Paris');
  expect(weeks.map(one => one.name)).toEqual(['2026-W53', '2027-W01', '2027-W02', '2027-W03', '2027-W04']);
  // 1 January 2027 is a Friday; Monday the 4th begins the next week.
  expect(weeks[0]!.window).toEqual({ from: '2026-12-31T23:00:00.000Z', to: '2027-01-03T23:00:00.000Z' });
  expect(weeks[4]!.window).toEqual({ from: '2027-01-24T23:00:00.000Z', to: '2027-01-31T23:00:00.000Z' });
});

test('the day on which clocks are put back has 25 hours, and a window of two months has two months', () => {
  const days = periodsOf(monthWindow('2026-10', 'Europe/Paris'), 'day', 'Europe/Paris');
  expect(days).toHaveLength(31);
  expect(days[24]).toEqual({
    name: '2026-10-25',
    window: { from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' },
  });
  const both = { from: monthWindow('2026-10', 'UTC').from, to: monthWindow('2026-11', 'UTC').to };
  expect(periodsOf(both, 'month', 'UTC').map(one => one.name)).toEqual(['2026-10', '2026-11']);
});

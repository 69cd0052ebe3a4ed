import { expect, test } from 'vitest';
import { previousMonth } from '../../../core/model/previous-month.ts';

test('a start at 07:00 on the 2nd covers the whole month before, in the zone', () => {
  // October 2026 in Paris begins in summer time, two hours before UTC's, and ends in winter time, one hour before.
  expect(previousMonth('2026-11-02T06:00:00.000Z', 'Europe/Paris')).toEqual({
    from: '2026-09-30T22:00:00.000Z',
    to: '2026-10-31T23:00:00.000Z',
  });
});

test('the zone decides which month an instant is in', () => {
  // 23:30 UTC on the last of October is November in Paris and October in New York.
  expect(previousMonth('2026-10-31T23:30:00.000Z', 'Europe/Paris').to).toBe('2026-10-31T23:00:00.000Z');
  expect(previousMonth('2026-10-31T23:30:00.000Z', 'America/New_York').to).toBe('2026-10-01T04:00:00.000Z');
});

test('before January comes December of the year before', () => {
  expect(previousMonth('2027-01-02T06:00:00.000Z', 'UTC')).toEqual({
    from: '2026-12-01T00:00:00.000Z',
    to: '2027-01-01T00:00:00.000Z',
  });
});

test('the month before an instant is the one of the pipeline’s zone, not of UTC', () => {
  // 31 October 23:30 Z is 1 November 00:30 in Paris: October is over there, and not yet in Lisbon (UTC in winter).
  const edge = '2026-10-31T23:30:00.000Z';
  expect(previousMonth(edge, 'Europe/Paris')).toEqual({
    from: '2026-09-30T22:00:00.000Z',
    to: '2026-10-31T23:00:00.000Z',
  });
  expect(previousMonth(edge, 'Europe/Lisbon')).toEqual({
    from: '2026-08-31T23:00:00.000Z',
    to: '2026-09-30T23:00:00.000Z',
  });
});

import { expect, test } from 'vitest';
import { dateStartingAt, monthWindow } from '../../../core/model/window.ts';

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

import { expect, test } from 'vitest';
import { windowName } from '../../../core/model/window-name.ts';

const name = (from: string, to: string, zone: string) => windowName({ from, to }, zone);

test('a whole month is called by its name in the zone, whatever its ends are in UTC', () => {
  // Paris is two hours ahead of UTC in summer, one in winter; clocks are set back on October 25th, 2026.
  expect(name('2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z', 'Europe/Paris')).toBe('2026-10');
  expect(name('2026-11-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z', 'Europe/Paris')).toBe('2026-12');
  expect(name('2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', 'UTC')).toBe('2026-10');
});

test('any other window is called by its ends in the zone, with hours where they are not midnight', () => {
  expect(name('2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z', 'UTC')).toBe(
    '2026-09-30 22:00 to 2026-10-31 23:00',
  );
  expect(name('2026-09-30T22:00:00.000Z', '2026-10-14T22:00:00.000Z', 'Europe/Paris')).toBe('2026-10-01 to 2026-10-15');
  expect(name('2026-09-30T22:00:00.000Z', '2026-11-30T23:00:00.000Z', 'Europe/Paris')).toBe('2026-10-01 to 2026-12-01');
});

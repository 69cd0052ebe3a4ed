import { describe, expect, test } from 'vitest';
import { monthsOf } from '../../cli/options.ts';

const zone = 'Europe/Paris';

describe('--from and --to as months', () => {
  test('name every month between them, both included, over the turn of a year', () => {
    const months = monthsOf({ from: '2025-11', to: '2026-02' }, zone);
    expect(months?.map(month => month.name)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    // Paris is one hour ahead of UTC from the end of October to the end of March.
    expect(months?.[3]?.window).toEqual({ from: '2026-01-31T23:00:00.000Z', to: '2026-02-28T23:00:00.000Z' });
  });

  test('one month is a span of one', () => {
    expect(monthsOf({ from: '2026-03', to: '2026-03' }, zone)).toHaveLength(1);
  });

  test('instants are one window and no span', () => {
    expect(monthsOf({ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }, zone)).toBeNull();
    expect(monthsOf({ window: '2026-01' }, zone)).toBeNull();
  });

  test.each([
    { from: '2026-01', to: '2026-02-01T00:00:00Z' },
    { from: '2026-01' },
    { to: '2026-01' },
    { from: '2026-03', to: '2026-01' },
    { from: '2026-13', to: '2026-14' },
    { from: '2000-01', to: '2026-01' },
  ])('$from to $to is refused (VB6004)', span => {
    expect(() => monthsOf(span, zone)).toThrow(expect.objectContaining({ code: 'VB6004' }));
  });
});

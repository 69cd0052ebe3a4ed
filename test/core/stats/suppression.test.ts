import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hiddenCells } from '../../../core/stats/suppression.ts';
import { golden } from './golden.ts';

describe('worked answers', () => {
  test('of 40, 16 and 4 the 4 and the 16 are hidden', () => {
    expect(hiddenCells(Object.values(golden.suppression.is.cells))).toEqual([false, true, true]);
  });

  test('without a small cell nothing is hidden', () => {
    expect(hiddenCells([40, 16, 5, 0])).toEqual([false, false, false, false]);
  });

  test('two small cells whose sum is a small group take the next one with them', () => {
    expect(hiddenCells([50, 20, 2, 1])).toEqual([false, true, true, true]);
    expect(hiddenCells([50, 20, 4, 3])).toEqual([false, false, true, true]);
  });

  test('five cells of one answer each cannot hide among themselves', () => {
    expect(hiddenCells([50, 20, 1, 1, 1, 1, 1])).toEqual([false, true, true, true, true, true, true]);
  });

  test('of equal cells the later row is hidden', () => {
    expect(hiddenCells([16, 16, 4])).toEqual([false, true, true]);
  });
});

/** All that a reader can work out: the smallest and largest base that each hidden cell could have. */
function possible(bases: readonly number[], hidden: readonly boolean[]): readonly (readonly [number, number])[] {
  const kept = bases.filter((_, index) => hidden[index]);
  const sum = kept.reduce((total, n) => total + n, 0);
  return kept.map(() => [1, sum - (kept.length - 1)] as const);
}

test('no hidden cell can be worked out from the total, and every cell below five is hidden', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(40), { minLength: 2, maxLength: 12 }),
      fc.integer({ min: 60, max: 90 }),
      (some, big) => {
        // One big cell, so that there is something to hide behind.
        const bases = [...some, big];
        const hidden = hiddenCells(bases);
        bases.forEach((n, index) => {
          if (n > 0 && n < 5) expect(hidden[index]).toBe(true);
          if (n === 0) expect(hidden[index]).toBe(false);
        });
        for (const [least, most] of possible(bases, hidden)) expect(most).toBeGreaterThan(least);
        const sum = bases.reduce((total, n, index) => total + (hidden[index] ? n : 0), 0);
        if (hidden.includes(true)) expect(sum).toBeGreaterThanOrEqual(5);
      },
    ),
  );
});

test('no smaller set of extra cells would do: the largest cell is hidden only when all others are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 12 }), bases => {
      const hidden = hiddenCells(bases);
      const extra = bases.filter((n, index) => hidden[index] && n >= 5);
      const shown = bases.filter((_, index) => !hidden[index]);
      if (extra.length > 0 && shown.length > 0) expect(Math.max(...extra)).toBeLessThanOrEqual(Math.min(...shown));
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extentOf, linearScale, padded, roundTicks, spread } from '../../../../reports/html/charts/scale.ts';

test('a scale maps the ends of its domain to the ends of its range', () => {
  const scale = linearScale([-100, 100], [0, 50]);
  // a quarter of the way up from -100 to 100 is -50
  expect([scale(-100), scale(-50), scale(100)]).toEqual([0, 12.5, 50]);
});

test('when all values are equal they stand in the middle', () => {
  expect(linearScale([7, 7], [10, 30])(7)).toBe(20);
});

test('the extent leaves out what is missing or not finite', () => {
  expect(extentOf([null, 3, Number.NaN, -2, Number.POSITIVE_INFINITY])).toEqual([-2, 3]);
  expect(extentOf([null])).toBeNull();
});

test('padding widens by a share of the width', () => {
  expect(padded([10, 20], 0.1)).toEqual([9, 21]);
});

test('spread labels keep their order and their distance', () => {
  const positions = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(positions, wanted => {
      const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
      const placed = spread(wanted, 10);
      const gaps = order.slice(1).map((index, at) => placed[index]! - placed[order[at]!]!);
      expect(gaps.every(gap => gap > 9.5)).toBe(true);
    }),
  );
});

test('labels that are far enough apart stay', () => {
  expect(spread([40, 10, 25], 11)).toEqual([40, 10, 25]);
});

describe('round numbers of a scale', () => {
  test.each([
    // (74.4 − 7.5) / 4 = 16.7, nearest round step 20
    ['a share', [7.5, 74.4], 1, [20, 40, 60], 0],
    // 89 / 4 = 22.3 → 20
    ['both signs', [-9, 80], 1, [0, 20, 40, 60, 80], 0],
    // 0.9 / 4 = 0.225 → 0.2
    ['tenths', [4.05, 4.95], 2, [4.2, 4.4, 4.6, 4.8], 1],
    // 1.2 / 4 = 0.3 → 0.2, but people are not counted in tenths
    ['counts', [3, 4.2], 0, [3, 4], 0],
    ['huge numbers', [-1e15, 1e15], 0, [-1e15, -5e14, 0, 5e14, 1e15], 0],
  ] as const)('%s', (_name, domain, digits, values, decimals) => {
    expect(roundTicks(domain, 4, digits)).toEqual({ values, digits: decimals });
  });

  test('values that are all equal have one number, theirs', () => {
    expect(roundTicks([5, 5], 4, 1)).toEqual({ values: [5], digits: 1 });
    expect(roundTicks([49.26, 49.26], 4, 1)).toEqual({ values: [49.26], digits: 1 });
    expect(roundTicks([0, 0], 4, 0)).toEqual({ values: [0], digits: 0 });
  });

  test('differences that no number tells have one number too', () => {
    expect(roundTicks([1, 1 + 1e-12], 4, 2)).toEqual({ values: [1], digits: 2 });
  });
});

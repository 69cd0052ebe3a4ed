import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extentOf, linearScale, padded, spread } from '../../../reports/charts/scale.ts';

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

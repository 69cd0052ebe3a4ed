import fc from 'fast-check';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { meanChange, meanOf } from '../../../core/stats/mean.ts';
import { agrees, golden } from './golden.ts';

const partsOf = (values: readonly number[]) => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  sumOfSquares: values.reduce((sum, value) => sum + value * value, 0),
});
const expand = (histogram: readonly number[]) =>
  histogram.flatMap((count, index) => Array<number>(count).fill(index + 1));

describe('worked answers', () => {
  test('100 effort scores have mean 5.42, deviation 1.5320 and error 0.1532', () => {
    const worked = golden.ces_1_7.is;
    const result = meanOf(partsOf(expand(worked.counts)));
    expect(agrees(result?.value, worked.mean, 4)).toBe(true);
    expect(agrees(result?.standardDeviation, worked.sd, 4)).toBe(true);
    expect(agrees(result?.standardError, worked.se, 4)).toBe(true);
  });

  test('1, 2, 3, 4, 5 have the Student interval 3 ± 2.776 × 0.7071', () => {
    const result = meanOf(partsOf([1, 2, 3, 4, 5]));
    expect(agrees(result?.low, 3 - 1.963, 3) && agrees(result?.high, 3 + 1.963, 3)).toBe(true);
  });

  test('Welch: 1..5 against 2, 4, 6, 8, 10 is t = -3 / √(0.5 + 2) on 5.882 degrees of freedom', () => {
    // Variances 2.5 and 10 over 5: 0.5 and 2; t -1.8974; df 2.5² / (0.5²/4 + 2²/4) = 6.25 / 1.0625 = 5.8824.
    // The density of t integrated by Simpson's rule on 200 000 steps leaves 0.10753119493 outside.
    const change = meanChange(partsOf([1, 2, 3, 4, 5]), partsOf([2, 4, 6, 8, 10]));
    expect(change?.delta).toBe(-3);
    expect(agrees(change?.p, 0.10753119493, 10)).toBe(true);
  });
});

describe('edges', () => {
  test('no answers give null, one answer a mean without spread', () => {
    expect(meanOf({ n: 0, sum: 0, sumOfSquares: 0 })).toBeNull();
    expect(meanOf(partsOf([4]))).toMatchObject({ value: 4, variance: null, low: null });
    expect(meanChange(partsOf([4]), partsOf([1, 2]))).toBeNull();
  });

  test('answers that are all the same leave the test without a p', () => {
    expect(meanChange(partsOf([4, 4]), partsOf([3, 3]))).toMatchObject({ delta: 1, p: null });
  });
});

test('for all scores mean and deviation equal those of simple-statistics, and the order does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 200 }), values => {
      const result = meanOf(partsOf(values))!;
      expect(result.value).toBeCloseTo(mean(values), 9);
      expect(result.standardDeviation).toBeCloseTo(sampleStandardDeviation(values), 9);
      expect(meanOf(partsOf(values.toReversed()))).toEqual(result);
      expect(result.low!).toBeLessThanOrEqual(result.value);
      expect(result.high!).toBeGreaterThanOrEqual(result.value);
    }),
  );
});

import type { Comparison } from '../model/metric.ts';
import { normalP, z95 } from './normal.ts';

/** `k` of `n`. */
export interface Share {
  readonly k: number;
  readonly n: number;
}

/** A 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's 95 % interval of a share, in percent.
 *
 * @returns within 0..100; `null` when `n` is 0
 * @see E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927
 * @example wilsonInterval({ k: 160, n: 200 }) // { low: 73.91…, high: 84.95… }
 */
export function wilsonInterval({ k, n }: Share): Interval | null {
  if (n <= 0) return null;
  const p = k / n;
  const z2 = z95 * z95;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  // At 0 and n of n one end is the share itself; the formula misses it by a rounding error.
  return { low: k <= 0 ? 0 : 100 * (middle - half), high: k >= n ? 100 : 100 * Math.min(1, middle + half) };
}

/**
 * Two-proportion z test, left minus right, with the pooled standard error.
 *
 * @param correction - `n-1` takes the variance with one degree of freedom less, which keeps the level on small bases
 * @returns z and its two-sided p; z is 0 when both sides are all or nothing alike; `null` when a side is empty
 * @see I. Campbell, "Chi-squared and Fisher–Irwin tests of two-by-two tables with small sample recommendations",
 *   Statistics in Medicine 26, 2007
 * @example twoProportionTest({ k: 160, n: 200 }, { k: 126, n: 180 }, 'none') // { z: 2.2558…, p: 0.0240… }
 */
export function twoProportionTest(
  left: Share,
  right: Share,
  correction: 'none' | 'n-1' = 'n-1',
): { readonly z: number; readonly p: number } | null {
  if (left.n <= 0 || right.n <= 0) return null;
  const n = left.n + right.n;
  const pooled = (left.k + right.k) / n;
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / left.n + 1 / right.n));
  if (!(error > 0)) return { z: 0, p: 1 };
  const z = ((left.k / left.n - right.k / right.n) / error) * (correction === 'n-1' ? Math.sqrt((n - 1) / n) : 1);
  return { z, p: normalP(z) };
}

/**
 * Newcombe's 95 % interval of the difference of two shares, left minus right, in percentage points.
 *
 * @returns within -100..100; `null` when a side is empty
 * @see R. G. Newcombe, "Interval Estimation for the Difference Between Independent Proportions", Statistics in Medicine 17,
 *   1998, method 10
 * @example newcombeInterval({ k: 160, n: 200 }, { k: 126, n: 180 }) // { low: 1.299…, high: 18.62… }
 */
export function newcombeInterval(left: Share, right: Share): Interval | null {
  const [around, against] = [wilsonInterval(left), wilsonInterval(right)];
  if (!around || !against) return null;
  const [p, q] = [(100 * left.k) / left.n, (100 * right.k) / right.n];
  return {
    low: p - q - Math.hypot(p - around.low, against.high - q),
    high: p - q + Math.hypot(around.high - p, q - against.low),
  };
}

/**
 * Change of a share between two independent cells, left minus right, in percentage points: N-1 test, Newcombe interval.
 *
 * @returns `null` when a side is empty
 */
export function shareChange(left: Share, right: Share): Comparison | null {
  const test = twoProportionTest(left, right);
  const interval = newcombeInterval(left, right);
  if (!test || !interval) return null;
  const delta = (100 * left.k) / left.n - (100 * right.k) / right.n;
  return { delta, ...interval, p: test.p, method: 'newcombe' };
}

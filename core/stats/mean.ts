import type { Comparison } from '../model/metric.ts';
import { studentP, studentQuantile } from './student.ts';

/** Additive parts of a mean. */
export interface MeanParts {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** A mean with its 95 % Student interval, in the score's unit. */
export interface Mean {
  readonly value: number;
  /** Sample variance (n - 1); `null` when n is 1. */
  readonly variance: number | null;
  readonly standardDeviation: number | null;
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Mean, spread and Student interval from additive parts.
 *
 * @returns `null` when `n` is 0; spread and interval are `null` when `n` is 1
 * @see Student, "The Probable Error of a Mean", Biometrika 6, 1908
 * @example meanOf({ n: 100, sum: 542, sumOfSquares: 3170 }) // { value: 5.42, standardDeviation: 1.5320…, … }
 */
export function meanOf({ n, sum, sumOfSquares }: MeanParts): Mean | null {
  if (n <= 0) return null;
  const value = sum / n;
  if (n < 2) return { value, variance: null, standardDeviation: null, standardError: null, low: null, high: null };
  // Both terms are large when scores are far from 0; a difference below 0 is rounding.
  const variance = Math.max(0, (sumOfSquares - n * value * value) / (n - 1));
  const standardError = Math.sqrt(variance / n);
  const half = studentQuantile(n - 1) * standardError;
  const standardDeviation = Math.sqrt(variance);
  return { value, variance, standardDeviation, standardError, low: value - half, high: value + half };
}

/**
 * Welch's test of two means, left minus right.
 *
 * @returns in the score's unit; `null` when a side has fewer than 2 answers; p is `null` when neither side varies
 * @see B. L. Welch, "The generalization of Student's problem when several different population variances are involved",
 *   Biometrika 34, 1947
 */
export function meanChange(left: MeanParts, right: MeanParts): Comparison | null {
  const [one, other] = [meanOf(left), meanOf(right)];
  if (!one || !other || one.variance === null || other.variance === null) return null;
  const delta = one.value - other.value;
  const [a, b] = [one.variance / left.n, other.variance / right.n];
  if (!(a + b > 0)) return { delta, low: delta, high: delta, p: null, method: 'welch' };
  const degrees = (a + b) ** 2 / (a ** 2 / (left.n - 1) + b ** 2 / (right.n - 1));
  const error = Math.sqrt(a + b);
  const half = studentQuantile(degrees) * error;
  return { delta, low: delta - half, high: delta + half, p: studentP(delta / error, degrees), method: 'welch' };
}

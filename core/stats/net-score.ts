import type { Comparison } from '../model/metric.ts';
import { normalP, z95 } from './normal.ts';

/** Counts of answers coded +1, 0 and -1: promoters and detractors of an NPS, positive and negative comments. */
export interface NetParts {
  /** All valid answers, the zeros among them. */
  readonly n: number;
  readonly positive: number;
  readonly negative: number;
}

/** A net score in points, -100 to 100, unrounded. */
export interface NetScore {
  readonly value: number;
  /** Of one answer, in points squared. */
  readonly variance: number;
  readonly standardError: number;
  /** 95 %, not clipped: it may leave -100..100. */
  readonly low: number;
  readonly high: number;
}

/**
 * Net score (share of +1 minus share of -1) with the plain Wald interval.
 *
 * @param parts - counts over one cell
 * @returns points; `null` when `n` is 0
 * @see F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003
 * @example netScore({ n: 200, positive: 110, negative: 40 }) // { value: 35, standardError: 5.6013… , … }
 */
export function netScore(parts: NetParts): NetScore | null {
  return parts.n > 0 ? scoreOf(parts.n, parts.positive, parts.negative) : null;
}

/**
 * Net score of the answers and three more, spread ¾, 1½, ¾ over +1, 0 and -1: its interval is the one to print, since the
 * plain one is empty when all answers agree and too short on few.
 *
 * @param parts - counts over one cell
 * @returns points; `null` when `n` is 0
 * @see B. Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician 70(4), 2016
 * @example adjustedNetScore({ n: 200, positive: 110, negative: 40 }) // { value: 34.48…, low: 23.58…, high: 45.37… , … }
 */
export function adjustedNetScore(parts: NetParts): NetScore | null {
  return parts.n > 0 ? scoreOf(parts.n + 3, parts.positive + 0.75, parts.negative + 0.75) : null;
}

/**
 * Change of a net score between two independent cells, left minus right.
 *
 * @returns points, two-sided p; the adjusted scores stand in when a side has no variance, as the plain test would be
 *   certain of anything; `null` when a side is empty
 * @example netChange({ n: 200, positive: 110, negative: 40 }, { n: 180, positive: 81, negative: 45 }) // delta 15, p 0.0690
 */
export function netChange(left: NetParts, right: NetParts): Comparison | null {
  const [plainLeft, plainRight] = [netScore(left), netScore(right)];
  if (!plainLeft || !plainRight) return null;
  return plainLeft.variance > 0 && plainRight.variance > 0
    ? differenceOf(plainLeft, plainRight, 'wald')
    : adjustedNetChange(left, right);
}

/**
 * Change of a net score with the adjusted scores on both sides, left minus right.
 *
 * @returns points; the difference is of the adjusted scores; `null` when a side is empty
 */
export function adjustedNetChange(left: NetParts, right: NetParts): Comparison | null {
  const [adjustedLeft, adjustedRight] = [adjustedNetScore(left), adjustedNetScore(right)];
  return adjustedLeft && adjustedRight ? differenceOf(adjustedLeft, adjustedRight, 'adjusted-wald') : null;
}

function scoreOf(n: number, positive: number, negative: number): NetScore {
  const p = positive / n;
  const d = negative / n;
  const net = p - d;
  // Rounding may leave a hair below 0 when all answers agree.
  const variance = Math.max(0, p + d - net * net);
  const error = 100 * Math.sqrt(variance / n);
  const value = 100 * net;
  return { value, variance: 1e4 * variance, standardError: error, low: value - z95 * error, high: value + z95 * error };
}

function differenceOf(left: NetScore, right: NetScore, method: string): Comparison {
  const delta = left.value - right.value;
  const error = Math.hypot(left.standardError, right.standardError);
  return { delta, low: delta - z95 * error, high: delta + z95 * error, p: normalP(delta / error), method };
}

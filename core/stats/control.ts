import { mean, median } from 'simple-statistics';

/** Fewest points of history that control limits are computed from. */
export const leastHistory = 8;

/** Limits of an individuals chart, in the series' unit. */
export interface XmrLimits {
  readonly centre: number;
  readonly meanRange: number;
  readonly low: number;
  readonly high: number;
  readonly rangeHigh: number;
}

/**
 * Individuals and moving range chart. A moving range above 3.5 times their mean is left out, once.
 *
 * @param base - history in order, without the point to be tested
 * @returns `null` below 8 points: not enough history
 * @see D. J. Wheeler, "Understanding Variation", 1993 (2.66 and 3.267)
 */
export function xmrLimits(base: readonly number[]): XmrLimits | null {
  if (base.length < leastHistory) return null;
  const ranges = base.slice(1).map((value, index) => Math.abs(value - base[index]!));
  const first = mean(ranges);
  const kept = ranges.filter(range => range <= 3.5 * first);
  const meanRange = kept.length > 0 ? mean(kept) : first;
  const centre = mean([...base]);
  return {
    centre,
    meanRange,
    low: centre - 2.66 * meanRange,
    high: centre + 2.66 * meanRange,
    rangeHigh: 3.267 * meanRange,
  };
}

/**
 * Control limits that follow the base: three standard errors around the centre.
 *
 * @param centre - pooled figure of the history
 * @param variance - of one answer, in the figure's unit squared
 * @param n - base of the point, > 0
 * @see D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24, 2005
 * @example funnelLimits(35, 6275, 200) // { low: 18.19…, high: 51.80… }
 */
export function funnelLimits(
  centre: number,
  variance: number,
  n: number,
): { readonly low: number; readonly high: number } {
  const reach = 3 * Math.sqrt(variance / n);
  return { low: centre - reach, high: centre + reach };
}

/**
 * Nelson's rule 1: the point lies outside its limits.
 *
 * @returns `above`, `below`, or `null` within
 * @see L. S. Nelson, "The Shewhart Control Chart: Tests for Special Causes", Journal of Quality Technology 16, 1984
 */
export function beyondLimits(
  value: number,
  limits: { readonly low: number; readonly high: number },
): 'above' | 'below' | null {
  if (value > limits.high) return 'above';
  return value < limits.low ? 'below' : null;
}

/**
 * Nelson's rule 2: the last nine points lie on one side of the centre.
 *
 * @param values - in order, the tested point last; a gap (`null`) ends a run
 */
export function onOneSide(values: readonly (number | null)[], centre: number): boolean {
  const last = values.slice(-9);
  if (last.length < 9) return false;
  return last.every(value => value !== null && value > centre) || last.every(value => value !== null && value < centre);
}

/**
 * Distance of a value from a history's median, in robust standard deviations; 3.5 and more is an outlier.
 *
 * @param base - history without the value, at least one point
 * @returns falls back on the mean absolute deviation when more than half of the history is one value;
 *   ±Infinity when all of it is and the value differs
 * @see B. Iglewicz, D. Hoaglin, "How to Detect and Handle Outliers", 1993
 */
export function robustZ(value: number, base: readonly number[]): number {
  const middle = median([...base]);
  const deviations = base.map(one => Math.abs(one - middle));
  const spread = median(deviations);
  if (spread > 0) return (0.6745 * (value - middle)) / spread;
  const fallback = 1.253314 * mean(deviations);
  if (fallback > 0) return (value - middle) / fallback;
  return value === middle ? 0 : Math.sign(value - middle) * Number.POSITIVE_INFINITY;
}

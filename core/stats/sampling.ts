import { z80, z95 } from './normal.ts';

/**
 * Factor by which a standard error shrinks when the sample is a good part of all there are.
 *
 * @param n - answers
 * @param population - all who could have answered, >= n
 * @returns 0 to 1; 1 when the sample is at most 5 % of the population, where the correction is left out by custom
 * @see W. G. Cochran, "Sampling Techniques", 3rd edition, 1977, section 2.6
 * @example finitePopulationFactor(200, 500) // 0.7754…
 */
export function finitePopulationFactor(n: number, population: number): number {
  if (population <= 1 || n / population <= 0.05) return 1;
  return Math.sqrt(Math.max(0, population - n) / (population - 1));
}

/**
 * Answers needed for a 95 % interval of a given half-width.
 *
 * @param variance - of one answer, in the figure's unit squared (6 275 for an NPS of 35 from 110/50/40)
 * @param margin - half-width in the figure's unit, > 0
 * @example answersNeeded(6275, 10) // 242
 */
export const answersNeeded = (variance: number, margin: number): number => Math.ceil(variance * (z95 / margin) ** 2);

/**
 * Smallest difference of two independent cells that a 5 % test would find four times out of five.
 *
 * @param left - variance of one answer in the figure's unit squared, and the base
 * @param right - the same of the other cell
 * @returns in the figure's unit; `null` when a base is 0 or nothing varies
 * @example detectableChange({ variance: 6275, n: 200 }, { variance: 6275, n: 200 }) // 22.19…
 */
export function detectableChange(
  left: { readonly variance: number; readonly n: number },
  right: { readonly variance: number; readonly n: number },
): number | null {
  if (left.n <= 0 || right.n <= 0) return null;
  const error = Math.sqrt(left.variance / left.n + right.variance / right.n);
  return error > 0 ? (z95 + z80) * error : null;
}

/**
 * Answers that a weighted sample is worth.
 *
 * @param weights - one per answer, >= 0
 * @returns 0 for no answers
 * @see L. Kish, "Survey Sampling", 1965
 * @example effectiveBase([...Array(40).fill(1.5), ...Array(60).fill(4 / 3), ...Array(100).fill(0.6)]) // 171.9197…
 */
export function effectiveBase(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Quantile of the standard normal at 97.5 %: half-width of a 95 % interval in standard errors. */
export const z95 = 1.959963984540054;
/** Quantile of the standard normal at 80 %: the power at which a change counts as detectable. */
export const z80 = 0.8416212335729143;

/**
 * Two-sided p value of a standard normal statistic.
 *
 * @param z - any finite number
 * @returns 0 to 1
 * @example normalP(1.8185) // 0.0690
 */
export const normalP = (z: number): number => complementaryError(Math.abs(z) / Math.SQRT2);

/**
 * Complementary error function for x >= 0, to about 1e-15.
 *
 * @see M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 1964: 7.1.6 (series) and 7.1.14 (fraction)
 */
export function complementaryError(x: number): number {
  // The series loses digits by 1 - erf(x) as erf nears 1; the fraction needs many levels near 0. They meet at 2.
  return x < 2 ? 1 - errorSeries(x) : errorFraction(x);
}

function errorSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function errorFraction(x: number): number {
  let tail = x;
  for (let level = 120; level >= 1; level--) tail = x + level / 2 / tail;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * tail);
}

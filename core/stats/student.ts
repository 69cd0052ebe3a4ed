import { gammaln } from 'simple-statistics';

/**
 * Two-sided p value of Student's t.
 *
 * @param t - the statistic
 * @param degrees - degrees of freedom, > 0, fractions allowed (Welch)
 * @returns 0 to 1
 * @see M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 1964, 26.7.1 with 26.5.27
 */
export function studentP(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/**
 * The t that a 95 % interval reaches to: two-sided p is 0.05 there.
 *
 * @param degrees - degrees of freedom, > 0
 * @returns standard errors, 1.96 for many degrees, 12.706 for one
 */
export function studentQuantile(degrees: number): number {
  let low = 0;
  let high = 2;
  while (studentP(high, degrees) > 0.05) high *= 2;
  // 200 halvings pass the resolution of a double; the loop ends when the middle no longer moves.
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentP(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Regularised incomplete beta function I_x(a, b).
 *
 * @see NIST Digital Library of Mathematical Functions 8.17.22, evaluated by Lentz's method
 *   (W. J. Lentz, "Generating Bessel functions in Mie scattering calculations using continued fractions", 1976)
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges quickly only left of the mean; on the right its mirror image is used.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

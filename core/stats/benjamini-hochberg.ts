/**
 * Adjusts the p values of a family of tests so that, kept at q <= 0.05, at most 5 % of the findings are false on average.
 *
 * @param ps - p values in any order
 * @returns q values in the same order, each >= its p and <= 1
 * @see Y. Benjamini, Y. Hochberg, "Controlling the False Discovery Rate", JRSS B 57, 1995
 * @example benjaminiHochberg([0.001, 0.008, 0.039]) // [0.003, 0.012, 0.039]
 */
export function benjaminiHochberg(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, index) => index).sort((a, b) => ps[b]! - ps[a]!);
  const qs = new Array<number>(ps.length);
  let least = 1;
  order.forEach((index, step) => {
    const rank = ps.length - step;
    least = Math.min(least, (ps[index]! * ps.length) / rank);
    qs[index] = least;
  });
  return qs;
}

/** Answers by score, lowest score first: `[5, 10, 25, 90, 70]` are the 200 answers 1..5. */
export type Histogram = readonly number[];

/** The usual ways to sum up a satisfaction or effort scale. Shares in percent; `null` when there are no answers. */
export interface ScoreForms {
  readonly n: number;
  /** Share of the `positive` best answers. */
  readonly top: number | null;
  /** Share of the `negative` worst answers. */
  readonly bottom: number | null;
  /** `top - bottom`, in points. */
  readonly net: number | null;
  readonly mean: number | null;
}

/**
 * Top box, bottom box, their net, and the mean of a scale.
 *
 * @param histogram - counts by score, lowest first
 * @param options - `first`: the lowest score; `positive`, `negative`: how many scores count as such; `direction` `effort`
 *   says that low scores are the good ones (the customer effort score of 2010), so both ends change sides
 * @see M. Dixon, K. Freeman, N. Toman, "Stop Trying to Delight Your Customers", Harvard Business Review, July 2010 (effort);
 *   its agreement form of 2013 has `direction: 'agreement'`
 * @example scoreForms([5, 10, 25, 90, 70], { first: 1, positive: 2, negative: 2 }) // top 80, bottom 7.5, net 72.5, mean 4.05
 */
export function scoreForms(
  histogram: Histogram,
  options: {
    readonly first: number;
    readonly positive: number;
    readonly negative: number;
    readonly direction?: 'agreement' | 'effort';
  },
): ScoreForms {
  const total = (counts: Histogram) => counts.reduce((sum, count) => sum + count, 0);
  const n = total(histogram);
  if (n <= 0) return { n: 0, top: null, bottom: null, net: null, mean: null };
  const best = options.direction === 'effort' ? histogram : histogram.toReversed();
  const top = (100 * total(best.slice(0, options.positive))) / n;
  const bottom = (100 * total(best.toReversed().slice(0, options.negative))) / n;
  const mean = total(histogram.map((count, index) => count * (options.first + index))) / n;
  return { n, top, bottom, net: top - bottom, mean };
}

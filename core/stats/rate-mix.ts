/** One segment's base and figure before and after; `value` is `null` where the base is 0. */
export interface RateMixSegment {
  readonly before: { readonly n: number; readonly value: number | null };
  readonly after: { readonly n: number; readonly value: number | null };
}

/** What a total's change is made of; `rate + mix = delta`, in the figure's unit. */
export interface RateMix {
  readonly from: number;
  readonly to: number;
  readonly delta: number;
  /** Change within segments. */
  readonly rate: number;
  /** Change of the segments' weights, new and vanished segments included. */
  readonly mix: number;
  readonly rates: readonly number[];
  readonly mixes: readonly number[];
  /** With the old weights, where every segment of the old month still has answers; else `null`. */
  readonly threePart: { readonly rate: number; readonly mix: number; readonly interaction: number } | null;
}

/**
 * Splits the change of a weighted mean into rate and mix by midpoints, which sum without a remainder.
 * A segment that is new or gone has no rate on one side: all of its share is mix.
 *
 * @param segments - bases are the weights
 * @returns `null` when a side is empty
 * @see E. M. Kitagawa, "Components of a Difference Between Two Rates", JASA 50, 1955
 * @example phone 70 → 30 answers at 90 → 91, web 30 → 70 at 70 → 74: delta -4.9 = rate +2.5, mix -7.4
 */
export function rateMix(segments: readonly RateMixSegment[]): RateMix | null {
  const before = segments.reduce((sum, segment) => sum + segment.before.n, 0);
  const after = segments.reduce((sum, segment) => sum + segment.after.n, 0);
  if (before <= 0 || after <= 0) return null;
  const rows = segments.map(segment => ({
    w0: segment.before.n / before,
    w1: segment.after.n / after,
    r0: segment.before.value,
    r1: segment.after.value,
  }));
  const from = rows.reduce((sum, row) => sum + row.w0 * (row.r0 ?? 0), 0);
  const to = rows.reduce((sum, row) => sum + row.w1 * (row.r1 ?? 0), 0);
  const centre = (from + to) / 2;
  const rates = rows.map(({ w0, w1, r0, r1 }) => (r0 === null || r1 === null ? 0 : ((w0 + w1) / 2) * (r1 - r0)));
  const mixes = rows.map(({ w0, w1, r0, r1 }) => (w1 - w0) * (middle(r0, r1, centre) - centre));
  return {
    from,
    to,
    delta: to - from,
    rate: total(rates),
    mix: total(mixes),
    rates,
    mixes,
    threePart: threePart(rows),
  };
}

/**
 * Says when a total hides what its segments do: rate and mix pull apart, and mix is more than half of the change.
 *
 * @returns true when the first page must say so
 */
export const mixMisleads = ({ rate, mix, delta }: RateMix): boolean =>
  rate * mix < 0 && Math.abs(mix) > Math.abs(delta) / 2;

interface Row {
  readonly w0: number;
  readonly w1: number;
  readonly r0: number | null;
  readonly r1: number | null;
}

function threePart(rows: readonly Row[]): RateMix['threePart'] {
  if (rows.some(({ r0, r1 }) => r0 === null || r1 === null)) return null;
  const known = rows.map(({ w0, w1, r0, r1 }) => ({ w0, dw: w1 - w0, r0: r0 ?? 0, dr: (r1 ?? 0) - (r0 ?? 0) }));
  return {
    rate: total(known.map(({ w0, dr }) => w0 * dr)),
    mix: total(known.map(({ dw, r0 }) => dw * r0)),
    interaction: total(known.map(({ dw, dr }) => dw * dr)),
  };
}

/** Mean of the two rates; the one there is when the segment is new or gone. */
function middle(r0: number | null, r1: number | null, otherwise: number): number {
  if (r0 !== null && r1 !== null) return (r0 + r1) / 2;
  return r0 ?? r1 ?? otherwise;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

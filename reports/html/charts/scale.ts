/** Maps a value of a domain to a position. */
export type Scale = (value: number) => number;

/**
 * A linear scale. When all values are equal the domain has no width, and every value stands in the middle of the range.
 *
 * @param domain - lowest and highest value
 * @param range - position of each
 */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const [start, end] = range;
  if (high === low) return () => (start + end) / 2;
  return value => start + ((value - low) / (high - low)) * (end - start);
}

/** Lowest and highest of the values that are there, or `null` when none is. */
export function extentOf(values: readonly (number | null)[]): readonly [number, number] | null {
  const present = values.filter(value => value !== null && Number.isFinite(value)) as number[];
  return present.length === 0 ? null : [Math.min(...present), Math.max(...present)];
}

/** A domain made wider by a share of its width at both ends; one that has no width stays. */
export function padded(domain: readonly [number, number], share: number): readonly [number, number] {
  const margin = (domain[1] - domain[0]) * share;
  return [domain[0] - margin, domain[1] + margin];
}

/** Round numbers along a scale, and the decimals that they need. */
export interface RoundTicks {
  readonly values: readonly number[];
  readonly digits: number;
}

/**
 * About as many round numbers as wanted within a domain, in steps of 1, 2 or 5 times a power of ten, the nearest by ratio.
 *
 * @param digits - decimals of the data: no step is finer
 * @returns the domain's one value when it has no width that numbers can tell
 * @see P. Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990
 * @example roundTicks([7.5, 74.4], 4, 1) // { values: [20, 40, 60], digits: 0 }
 */
export function roundTicks(domain: readonly [number, number], wanted: number, digits: number): RoundTicks {
  const [low, high] = domain;
  const least = Math.max(10 ** -digits, Math.max(Math.abs(low), Math.abs(high)) * 1e-9);
  const rough = Math.max((high - low) / wanted, least);
  // The slack keeps a step that is already round, 0.1 say, from being taken for a little less.
  const power = Math.floor(Math.log10(rough) + 1e-9);
  const ratio = rough / 10 ** power;
  const factor = ratio >= Math.sqrt(50) ? 10 : ratio >= Math.sqrt(10) ? 5 : ratio >= Math.SQRT2 ? 2 : 1;
  const decimals = Math.max(0, -(power + (factor === 10 ? 1 : 0)));
  const step = Number((factor * 10 ** power).toFixed(decimals));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.max(0, Math.floor(high / step + 1e-9) - first + 1);
  const values = Array.from({ length: count }, (_, index) => Number(((first + index) * step).toFixed(decimals)));
  return values.length > 0 ? { values, digits: decimals } : { values: [low], digits };
}

/**
 * Moves labels apart so that neighbours stand at least `gap` from each other, keeping their order and staying close.
 *
 * @param positions - wanted, any order
 * @returns positions in the same order as given
 */
export function spread(positions: readonly number[], gap: number): readonly number[] {
  const order = positions.map((position, index) => ({ position, index })).sort((a, b) => a.position - b.position);
  for (let round = 0; round < 20; round += 1) {
    for (let next = 1; next < order.length; next += 1) {
      const overlap = gap - (order[next]!.position - order[next - 1]!.position);
      if (overlap <= 0) continue;
      order[next - 1]!.position -= overlap / 2;
      order[next]!.position += overlap / 2;
    }
  }
  return order.toSorted((a, b) => a.index - b.index).map(one => one.position);
}

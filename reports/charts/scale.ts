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

import golden from '../../fixtures/golden-metrics.json' with { type: 'json' };

export { golden };

/** Half a unit of the last printed decimal, with room for a tie that was rounded the other way. */
const digits = (decimals: number): number => 0.5000001 * 10 ** -decimals;

/** True when a value equals a worked answer to the decimals that it was printed with. */
export const agrees = (value: number | null | undefined, worked: number, decimals: number): boolean =>
  typeof value === 'number' && Math.abs(value - worked) <= digits(decimals);

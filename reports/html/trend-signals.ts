import type { Trend, TrendPoint } from '../../core/model/report.ts';

/** What is told in words of the months with a signal. */
export interface TrendSignals {
  /** The last months with a signal, oldest first. */
  readonly last: readonly TrendPoint[];
  /** How many more there are before them. */
  readonly others: number;
  /** So many months have one that the limits describe no stable process, and the title does not say so already. */
  readonly shifted: boolean;
}

const mostTold = 3;

/**
 * The signals of a trend as its note tells them: the last three months by name; none where at least a third of the
 * months with a figure have one, since a list of them would say less than that the level has moved.
 */
export function trendSignals({ points, title }: Trend): TrendSignals {
  const signals = points.filter(point => point.signal !== null);
  const shown = points.filter(point => point.figure.value !== null);
  // Three months of eight are still few enough to name.
  if (signals.length > mostTold && signals.length * 3 >= shown.length) {
    return { last: [], others: 0, shifted: title.id !== 'trend.unstable' };
  }
  return { last: signals.slice(-mostTold), others: Math.max(0, signals.length - mostTold), shifted: false };
}

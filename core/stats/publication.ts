import type { Verdict } from '../model/metric.ts';
import type { FigureState } from '../model/report.ts';

/** Below this base nothing of a figure is told, so that nobody can be recognised. */
export const privacyBase = 5;
/** From this base on a figure is printed without reserve. */
export const firmBase = 100;

/**
 * How a figure with this base may be shown.
 *
 * @param n - its base
 * @param minN - the KPI's minimum base
 * @returns `none` for n 0, `suppressed` below 5, `small` below the minimum base, `grey` below 100, else `shown`
 */
export function figureState(n: number, minN: number): FigureState {
  if (n <= 0) return 'none';
  if (n < privacyBase) return 'suppressed';
  if (n < minN) return 'small';
  return n < firmBase ? 'grey' : 'shown';
}

/** True when a figure's value may be printed. */
export const isPublished = (state: FigureState): boolean => state === 'shown' || state === 'grey';

/**
 * The word that a reader gets for a difference; it comes from the test at 5 %, never from the sign.
 *
 * @param figure - state of the figure that is talked of
 * @param other - state of the figure it is held against; `null` when there is none
 * @param test - difference and its p (or q, where a table makes many tests); `null` when they cannot be compared
 */
export function verdictOf(
  figure: FigureState,
  other: FigureState | null,
  test: { readonly delta: number; readonly p: number | null } | null,
): Verdict {
  if (figure === 'none') return 'no-data';
  if (other === null || other === 'none') return 'no-comparison';
  if (!isPublished(figure) || !isPublished(other)) return 'base-too-small';
  if (test === null || test.p === null) return 'no-comparison';
  if (test.p > 0.05 || test.delta === 0) return 'no-detectable-change';
  return test.delta > 0 ? 'up' : 'down';
}

import { privacyBase } from './publication.ts';

/**
 * Which cells of a column with a published total must be hidden so that no cell below the minimum can be worked out.
 *
 * Cells below the minimum are hidden first. What is hidden can be summed up by subtracting the rest from the total, so
 * the next smallest cells are hidden too until at least two are, their sum is no small group itself, and the sum leaves
 * more than one way to share it out.
 *
 * @param bases - one per cell; a cell of 0 is no secret
 * @param least - the smallest base that may be told
 * @returns hidden or not, in the order of `bases`
 * @see A. Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4 (secondary suppression)
 * @example hiddenCells([40, 16, 4]) // [false, true, true]: 60 - 40 - 16 would give the 4 away
 */
export function hiddenCells(bases: readonly number[], least: number = privacyBase): readonly boolean[] {
  const order = bases.map((n, index) => ({ n, index })).filter(({ n }) => n > 0);
  // Equal bases: the later row goes first, so that the order of the rows alone decides.
  order.sort((a, b) => a.n - b.n || b.index - a.index);
  const hidden = bases.map(n => n > 0 && n < least);
  if (!hidden.includes(true)) return hidden;
  for (const { index } of order) {
    if (isSafe(bases, hidden, least)) break;
    hidden[index] = true;
  }
  return hidden;
}

function isSafe(bases: readonly number[], hidden: readonly boolean[], least: number): boolean {
  const kept = bases.filter((_, index) => hidden[index]);
  const sum = kept.reduce((total, n) => total + n, 0);
  // With k cells of at least 1 each, a sum of k leaves only ones.
  return kept.length >= 2 && sum >= least && sum > kept.length;
}

import { type Folded, fold } from './fold.ts';

/** Half-open span of a text. */
export type Mark = readonly [number, number];

const letter = '[\\p{L}\\p{N}]';
/** Anything between two words of one sentence. */
const space = '[^\\p{L}\\p{N}.!?]+';
/** Up to three words, or four where one is elided, may stand between: "pas bon" also marks "pas vraiment très bon". */
const gap = `${space}(?:${letter}+${space}){0,4}?`;

/**
 * Where the words that made a label stand in a text, without regard to case and accents.
 *
 * @param because - `["pas bon", "retard"]`; what does not stand there is left out
 * @returns in order, not overlapping; words side by side of one reason are one span
 */
export function marksOf(text: string, because: readonly string[]): readonly Mark[] {
  const folded = fold(text);
  const found = because.flatMap(reason => find(folded, reason));
  found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  const merged: [number, number][] = [];
  for (const [from, to] of found) {
    const last = merged.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function find(folded: Folded, reason: string): Mark[] {
  const words = fold(reason).text.match(/[\p{L}\p{N}][\p{L}\p{N}']*/gu);
  if (!words) return [];
  const pattern = new RegExp(`(?<!${letter})${words.join(gap)}(?!${letter})`, 'gu');
  return [...folded.text.matchAll(pattern)].map(match => {
    const end = match.index + match[0].length;
    return [folded.at[match.index]!, folded.at[end]!];
  });
}

/** A word or an emoji of a text, or the end of a clause. `from` and `to` are half-open offsets in the text. */
export interface WordToken {
  /** Lower case, with ' for every apostrophe; `''` for the end of a clause. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

const tokenPattern =
  /\p{Extended_Pictographic}(?:\u{FE0F}|[\u{1F3FB}-\u{1F3FF}])?|[\p{L}\p{M}\p{N}]+(?:['’ʼ-][\p{L}\p{M}\p{N}]+)*|[.!?;:,()\n…]+/gu;
const apostrophes = /[’ʼ]/g;
/** French elisions: the word proper begins after the apostrophe ("l'accueil", "n'est", "qu'il"). */
const elision = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=.)/;
const clauseEnd = /^[.!?;:,()\n…]/;

/** Longer runs of letters are no word of any language; they are passed over. */
const longestWord = 60;

/**
 * Cuts a text into lower-case words, emoji and clause ends. Accents stay, the two apostrophes are one, an elision is a
 * word of its own ("n'est" gives "n'" and "est"), and "don't" and "sous-vide" stay whole.
 *
 * @param text - time is linear in its length
 */
export function wordTokens(text: string): readonly WordToken[] {
  const tokens: WordToken[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const [written] = match;
    const from = match.index;
    const to = from + written.length;
    if (clauseEnd.test(written)) {
      tokens.push({ word: '', from, to });
      continue;
    }
    if (written.length > longestWord) continue;
    const word = written.toLowerCase().replace(apostrophes, "'");
    const elided = elision.exec(word)?.[0];
    if (elided === undefined) {
      tokens.push({ word, from, to });
    } else {
      tokens.push({ word: elided, from, to: from + elided.length });
      tokens.push({ word: word.slice(elided.length), from: from + elided.length, to });
    }
  }
  return tokens;
}

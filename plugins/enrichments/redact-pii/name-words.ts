import { folded } from './span.ts';

/** A word of a text that may be part of a name. */
export interface NameWord {
  /** Without accents, in small letters. */
  readonly plain: string;
  readonly from: number;
  readonly to: number;
  readonly capital: boolean;
  /** Nothing but a space, or the dot of an honorific, stands between the word before and this one. */
  readonly joined: boolean;
}

const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu;
const capitalPattern = /^\p{Lu}/u;
/** "l'", "qu'": the word proper begins after the apostrophe; a name may have "D'" or "O'" itself. */
const elided = /^(?:[cjlmnst]|d|qu)['’](?=\p{L})/u;
const longestWord = 40;
const simple = /^[a-z]+$/;

const spaceGap = /^[ \u00A0]$/;
const dotGap = /^\.[ \u00A0]?$/;
/** Words that are written with a dot, initials among them. */
const shortened: ReadonlySet<string> = new Set(['mr', 'mme', 'mlle', 'dr', 'pr', 'prof', 'mrs', 'ms', 'st', 'ste']);
const isShortened = (word: string): boolean => word.length === 1 || shortened.has(word);

/** Cuts a text into words with where they stand; offsets are those of the text. Time is linear. */
export function readNameWords(text: string): readonly NameWord[] {
  const words: NameWord[] = [];
  let end = -1;
  for (const match of text.matchAll(wordPattern)) {
    const written = match[0];
    const skipped = elided.exec(written)?.[0].length ?? 0;
    const from = match.index + skipped;
    const to = match.index + written.length;
    const gap = skipped > 0 ? '-' : text.slice(end, match.index);
    const before = words.at(-1)?.plain ?? '';
    const word = written.slice(skipped, skipped + longestWord);
    words.push({
      plain: simple.test(word) ? word : folded(word).replaceAll('’', "'"),
      from,
      to,
      capital: capitalPattern.test(word),
      joined: before !== '' && (spaceGap.test(gap) || (dotGap.test(gap) && isShortened(before))),
    });
    end = to;
  }
  return words;
}

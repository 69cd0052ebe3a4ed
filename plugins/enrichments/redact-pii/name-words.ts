import { folded } from './span.ts';

/** A word of a text that may be part of a name. */
export interface NameWord {
  /** Without accents, in small letters, with ' for every apostrophe. */
  readonly plain: string;
  readonly from: number;
  readonly to: number;
  readonly capital: boolean;
  /** Nothing but a space, or the dot of a shortened word, stands between the word before and this one. */
  readonly joined: boolean;
}

const letter = /[\p{L}\p{M}]/u;
const highSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const capitalLetter = /^\p{Lu}/u;
const ascii = /^[a-z'-]+$/i;
/** "l'", "qu'": the word proper begins after the apostrophe; a name may have "D'" or "O'" itself. */
const elided = /^(?:[cjlmnst]|d|qu)['’](?=\p{L})/u;
const longestWord = 40;
/** Words that are written with a dot; initials are too. */
const shortened: ReadonlySet<string> = new Set(['mr', 'mme', 'mlle', 'dr', 'pr', 'prof', 'mrs', 'ms', 'st', 'ste']);

/** Cuts a text into words with where they stand; offsets are those of the text. Time is linear. */
export function readNameWords(text: string): readonly NameWord[] {
  const words: NameWord[] = [];
  let before: NameWord | null = null;
  for (let at = 0; at < text.length; ) {
    if (!isLetter(text, at)) {
      at += 1;
      continue;
    }
    const to = wordEnd(text, at);
    const skipped = to - at > 2 ? (elided.exec(text.slice(at, at + 5))?.[0].length ?? 0) : 0;
    const from = at + skipped;
    const written = text.slice(from, Math.min(to, from + longestWord));
    const code = text.charCodeAt(from);
    const word: NameWord = {
      plain: plainOf(written),
      from,
      to,
      capital: code < 128 ? code <= 90 : capitalLetter.test(written),
      joined: before !== null && skipped === 0 && isJoined(text, before, from),
    };
    words.push(word);
    before = word;
    at = to;
  }
  return words;
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  return letter.test(highSurrogate(code) ? text.slice(at, at + 2) : text[at]!);
}

/** After the last letter; an apostrophe or hyphen between two letters belongs to the word. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (isLetter(text, at)) at += highSurrogate(text.charCodeAt(at)) ? 2 : 1;
    else if ("'’-".includes(text[at]!) && at + 1 < text.length && isLetter(text, at + 1)) at += 1;
    else break;
  }
  return at;
}

function isJoined(text: string, before: NameWord, from: number): boolean {
  const gap = text.slice(before.to, Math.min(from, before.to + 3));
  if (gap === ' ' || gap === '\u00A0') return true;
  const dotted = gap === '.' || gap === '. ' || gap === '.\u00A0';
  return dotted && (before.plain.length === 1 || shortened.has(before.plain));
}

const plainOf = (word: string): string => (ascii.test(word) ? word.toLowerCase() : folded(word).replaceAll('’', "'"));

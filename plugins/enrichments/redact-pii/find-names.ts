import { ambiguousFirstNames, firstNames } from './first-names.ts';
import {
  capitalHonorifics,
  cueEnds,
  honorifics,
  isAnnounced,
  isShopAfter,
  particles,
  placeWords,
  shortHonorifics,
} from './name-cues.ts';
import { type NameWord, readNameWords } from './name-words.ts';
import { brands, nameWords, plainWords } from './plain-words.ts';
import { type Finder, folded, type Span } from './span.ts';

/** What a project says about names. */
export interface NameRules {
  /** Further names: of staff, of people that customers write about. Any case, with or without accents. */
  readonly dictionary: readonly string[];
  /** Names that stay: shops, brands, products. */
  readonly keep: readonly string[];
}

const mostNameWords = 4;

/**
 * Makes a finder of people's names: after an honorific, after words that announce a name, by a list of first names (the
 * ambiguous ones only with a surname), and by the project's own list. A name after "chez" or before "(enseigne)" is a
 * shop's and stays.
 */
export function createNameFinder(rules: NameRules): Finder {
  const kept = new Set([...brands, ...rules.keep].map(plain));
  const listed = new Set(rules.dictionary.map(plain).filter(name => name !== ''));
  const longestListed = [...listed].reduce((most, name) => Math.max(most, name.split(' ').length), 0);
  const lists: Lists = { kept, listed, longestListed };
  return text => {
    const words = readNameWords(text);
    const spans: Span[] = [];
    for (let index = 0; index < words.length; ) {
      const length = nameAt(text, words, index, lists);
      if (length > 0) spans.push(nameSpan(text, words.slice(index, index + length)));
      index += Math.max(1, length);
    }
    return spans;
  };
}

/** The customer's own name, as whole words, in any order and without regard to accents. */
export function findOwnName(text: string, name: string): readonly Span[] {
  const parts = new Set(
    plain(name)
      .split(' ')
      .filter(part => part.length >= 3),
  );
  if (parts.size === 0) return [];
  const words = readNameWords(text);
  const spans: Span[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const length = ownLength(words, index, parts);
    if (length === 0 || isPlace(text, words, index, length)) continue;
    spans.push(nameSpan(text, words.slice(index, index + length)));
    index += length - 1;
  }
  return spans;
}

interface Lists {
  readonly kept: ReadonlySet<string>;
  readonly listed: ReadonlySet<string>;
  readonly longestListed: number;
}

/** How many words from here on are a name; 0 when none begins here. */
function nameAt(text: string, words: readonly NameWord[], index: number, lists: Lists): number {
  const word = words[index]!;
  const titled = titledLength(words, index, lists.kept);
  if (titled > 0) return titled;
  const listed = lists.longestListed > 0 ? listedLength(words, index, lists) : 0;
  if (listed > 0) return listed;
  if (!word.capital) return 0;
  const announced = cueEnds.has(words[index - 1]?.plain ?? '') && isAnnounced(text, word.from);
  const certain = announced || isCertain(word.plain);
  if (!certain && !ambiguousFirstNames.has(word.plain)) return 0;
  if (isElided(text, word.from) || isKept(words, index, lists.kept) || (!announced && isPlace(text, words, index, 1)))
    return 0;
  const length = capitalised(words, index, mostNameWords);
  return certain || length > 1 ? length : 0;
}

/** A name after "Mme" or "Mr"; after the shortest of these also one in small letters. */
function titledLength(words: readonly NameWord[], index: number, kept: ReadonlySet<string>): number {
  const word = words[index]!;
  const before = words[index - 1];
  if (!before || !word.joined || !honorifics.has(before.plain) || isKept(words, index - 1, kept)) return 0;
  if (!before.capital && capitalHonorifics.has(before.plain)) return 0;
  const length = capitalised(words, index, mostNameWords);
  const small = shortHonorifics.has(before.plain) && word.plain.length >= 3;
  return length === 0 && small && !plainWords.has(word.plain) && !honorifics.has(word.plain) ? 1 : length;
}

/** French puts no article before a person: "l'Olivier" is a firm. */
const isElided = (text: string, at: number): boolean => /l['’] ?$/i.test(text.slice(Math.max(0, at - 3), at));

const isCertain = (word: string): boolean =>
  firstNames.has(word) || (word.includes('-') && word.split('-').slice(0, 2).every(isFirstName));

const isFirstName = (word: string): boolean => firstNames.has(word) || ambiguousFirstNames.has(word);

/** Capitalised words from here on, with particles between them, that are no plain words. */
function capitalised(words: readonly NameWord[], index: number, most: number): number {
  let length = 0;
  for (let at = index; at < words.length && at < index + most; at += 1) {
    const word = words[at]!;
    if (at > index && !word.joined) break;
    if (particles.has(word.plain) && words[at + 1]?.joined && words[at + 1]!.capital) continue;
    if (!word.capital || plainWords.has(word.plain) || honorifics.has(word.plain)) break;
    length = at - index + 1;
  }
  return length;
}

function listedLength(words: readonly NameWord[], index: number, { listed, longestListed }: Lists): number {
  if (listed.size === 0) return 0;
  for (let length = Math.min(longestListed, words.length - index); length > 0; length -= 1) {
    if (listed.has(phrase(words, index, length))) return length;
  }
  return 0;
}

/** True when a name that stays begins here or one word before. */
function isKept(words: readonly NameWord[], index: number, kept: ReadonlySet<string>): boolean {
  for (const first of [index, index - 1]) {
    for (
      let length = index - first + 1;
      first >= 0 && length <= mostNameWords && first + length <= words.length;
      length += 1
    ) {
      if (kept.has(phrase(words, first, length))) return true;
    }
  }
  return false;
}

/** True after "chez", "place", "magasin de", also with capitalised words between ("place Victor Hugo"), or before "(enseigne)". */
function isPlace(text: string, words: readonly NameWord[], index: number, length: number): boolean {
  for (let at = index; at > 0 && at > index - mostNameWords && words[at]!.joined; at -= 1) {
    const of = words[at - 1]!.plain === 'de' && words[at - 1]!.joined ? 1 : 0;
    if (placeWords.has(words[at - 1 - of]!.plain)) return true;
    if (!words[at - 1]!.capital || honorifics.has(words[at - 1]!.plain)) break;
  }
  return isShopAfter(text, words[index + length - 1]!.to);
}

function ownLength(words: readonly NameWord[], index: number, parts: ReadonlySet<string>): number {
  let length = 0;
  while (isOwn(words, index + length, parts) && (length === 0 || words[index + length]!.joined)) length += 1;
  return length;
}

function isOwn(words: readonly NameWord[], index: number, parts: ReadonlySet<string>): boolean {
  const word = words[index];
  if (!word) return false;
  const own =
    parts.has(word.plain) || (word.plain.includes('-') && word.plain.split('-').every(part => parts.has(part)));
  return own && (word.capital || !(nameWords.has(word.plain) || plainWords.has(word.plain)));
}

const phrase = (words: readonly NameWord[], index: number, length: number): string =>
  words
    .slice(index, index + length)
    .map(word => word.plain.replace(/['-]/g, ' '))
    .join(' ');

const plain = (text: string): string =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const nameSpan = (text: string, words: readonly NameWord[]): Span => {
  const [from, to] = [words[0]!.from, words.at(-1)!.to];
  return { type: 'NAME', from, to, value: plain(text.slice(from, to)) };
};

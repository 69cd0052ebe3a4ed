import { ambiguousFirstNames, firstNames } from './first-names.ts';
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

/** Written with a capital, or in small letters before a capital: "Mme Rose Martin", "monsieur Dupont". */
const honorifics: ReadonlySet<string> = new Set([
  'm',
  'mr',
  'mme',
  'mlle',
  'mmes',
  'monsieur',
  'madame',
  'mademoiselle',
  'dr',
  'docteur',
  'docteure',
  'pr',
  'professeur',
  'maitre',
  'mrs',
  'ms',
  'miss',
  'mister',
  'doctor',
  'prof',
  'professor',
  'sir',
]);
/** After these a name in small letters is a name too: "mme dupont". */
const shortHonorifics: ReadonlySet<string> = new Set(['mr', 'mme', 'mlle', 'mrs']);
const particles: ReadonlySet<string> = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'von',
  'van',
  'der',
  'den',
  'del',
  'di',
  'da',
  'dos',
  'el',
  'al',
  'ben',
  'bin',
  'abd',
  'ait',
  'mac',
  'mc',
  'saint',
  'st',
]);
/** Before these no name follows but that of a shop or a place. */
const placeWords: ReadonlySet<string> = new Set([
  'chez',
  'magasin',
  'boutique',
  'enseigne',
  'marque',
  'restaurant',
  'salon',
  'brasserie',
  'hotel',
  'boulangerie',
  'rue',
  'avenue',
  'place',
  'saint',
  'sainte',
  'st',
  'ste',
  'san',
  'santa',
  'lycee',
  'hopital',
  'gare',
  'station',
  'brand',
  'store',
  'shop',
  'hospital',
  'school',
  'ligne',
  'modele',
  'gamme',
  'collection',
  'model',
]);
const shopAfter = /^\s{0,2}\((?:l['’])?(?:enseigne|magasin|boutique|marque|restaurant|boulangerie|shop|store|brand)/i;
/** Words that announce a name, the last of them first as a cheap test. */
const cueEnds: ReadonlySet<string> = new Set([
  'appelle',
  'nomme',
  'prenomme',
  'est',
  'nom',
  'prenom',
  'de',
  'signe',
  'is',
  'name',
  "name's",
  'of',
  'signed',
  'cordialement',
  'regards',
  'sincerely',
]);
const cue =
  /(?:\bm['’]appelle|\bme (?:pr[ée])?nomme|\bmon (?:pr[ée])?nom(?: complet)?(?: est)?|\bau nom de|\bsign[ée]|\bmy (?:full )?name(?: is|['’]s)|\bunder the name of|\bsigned|\bcordialement|\bregards|\bsincerely)[\s,.:-]{0,4}$/i;
const cueReach = 32;
const mostNameWords = 4;

/**
 * Makes a finder of people's names: after an honorific, after words that announce a name, by a list of first names (the
 * ambiguous ones only with a surname), and by the project's own list. A name after "chez" or before "(enseigne)" is a
 * shop's and stays.
 */
export function createNameFinder(rules: NameRules): Finder {
  const kept = new Set([...brands, ...rules.keep].map(plain));
  const listed = new Set(rules.dictionary.map(plain).filter(name => name !== ''));
  const longestListed = Math.max(1, ...[...listed].map(name => name.split(' ').length));
  return text => {
    const words = readNameWords(text);
    const spans: Span[] = [];
    for (let index = 0; index < words.length; ) {
      const length = nameAt(text, words, index, { kept, listed, longestListed });
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
    let length = 0;
    while (
      length < mostNameWords &&
      isOwn(words, index + length, parts) &&
      (length === 0 || words[index + length]!.joined)
    )
      length += 1;
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
  const before = words[index - 1];
  const titled =
    before !== undefined && word.joined && honorifics.has(before.plain) && !isKept(words, index - 1, lists.kept);
  if (titled) {
    const length = capitalised(words, index, mostNameWords);
    if (length > 0) return length;
    if (
      shortHonorifics.has(before.plain) &&
      before.plain !== word.plain &&
      word.plain.length >= 3 &&
      !plainWords.has(word.plain)
    )
      return 1;
  }
  const listed = listedLength(words, index, lists);
  if (listed > 0) return listed;
  if (!word.capital || isKept(words, index, lists.kept) || honorifics.has(word.plain)) return 0;
  const announced = announcedLength(text, words, index);
  if (announced > 0) return announced;
  const first = word.plain.split('-')[0]!;
  const certain =
    firstNames.has(word.plain) ||
    (word.plain.includes('-') && isFirstName(first) && isFirstName(word.plain.split('-')[1]!));
  if (!certain && !ambiguousFirstNames.has(word.plain)) return 0;
  if (isPlace(text, words, index, 1)) return 0;
  const length = capitalised(words, index, mostNameWords);
  return certain ? Math.max(1, length) : length > 1 ? length : 0;
}

const isFirstName = (word: string): boolean => firstNames.has(word) || ambiguousFirstNames.has(word);

function announcedLength(text: string, words: readonly NameWord[], index: number): number {
  if (!cueEnds.has(words[index - 1]?.plain ?? '')) return 0;
  const { from } = words[index]!;
  return cue.test(text.slice(Math.max(0, from - cueReach), from)) ? capitalised(words, index, mostNameWords) : 0;
}

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

/** True after "chez", "place", "boutique", also with capitalised words between ("place Victor Hugo"), or before "(enseigne)". */
function isPlace(text: string, words: readonly NameWord[], index: number, length: number): boolean {
  for (let at = index; at > 0 && at > index - mostNameWords && words[at]!.joined; at -= 1) {
    if (placeWords.has(words[at - 1]!.plain)) return true;
    if (!words[at - 1]!.capital || honorifics.has(words[at - 1]!.plain)) break;
  }
  const { to } = words[index + length - 1]!;
  return shopAfter.test(text.slice(to, to + 16));
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

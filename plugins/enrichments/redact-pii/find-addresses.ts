import { plainWords } from './plain-words.ts';
import { folded, type Span } from './span.ts';

const number = '(?<![\\p{L}\\p{N}]|\\p{N}[.,/-])\\d{1,4}(?: ?(?:bis|ter|quater|[a-d](?= )))?,? {1,2}';
/** After these a name in small letters is a street's too. */
const certainWays =
  'rue|avenue|av\\.?|boulevard|boul\\.?|bd\\.?|bld|blvd|chemin|impasse|all[ée]es?|faubourg|fbg|ruelle|sentier|venelle';
/** Words of everyday life as well ("1 place de cinéma", "10 cours de yoga"): only before a capital letter. */
const possibleWays =
  'place|pl\\.|cours|passage|square|route|rte|quai|voie|r[ée]sidence|esplanade|promenade|lotissement|hameau|villa|cit[ée]|mont[ée]e|rond-point';
const french = new RegExp(`${number}(?:(${certainWays})|(?:${possibleWays})) `, 'giu');

const particles: ReadonlySet<string> = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'les',
  'en',
  'sur',
  'sous',
  'aux',
  'au',
  'saint',
  'sainte',
  'general',
  'marechal',
  'docteur',
  'president',
]);
const nameWord = /^(?:[dl]['’])?[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]{0,40}\.?/u;
const capital = /^(?:[dl]['’])?[\p{Lu}\p{N}]/u;
const month = /^(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)$/i;
const mostWords = 7;

const postcode =
  /^[ ,\n-]{1,4}(?:F-)?\d{5}(?!\p{N})(?:(?: |-)(?=\p{Lu})(?:\p{Lu}[\p{L}\p{M}'’]{0,30}(?:-[\p{L}\p{M}'’]{1,30}){0,5})(?: (?:(?:la|le|les|de|du|en|sur|sous|sur-) )?\p{Lu}[\p{L}\p{M}'’-]{1,30}){0,3}(?: cedex(?: \d{1,2})?)?)?/u;

const englishWay =
  'Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Way|Terrace|Square|Close|Crescent|Gardens|Grove|Hill|Row|Parkway|Highway';
const britishPostcode = '[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}';
const english = new RegExp(
  `(?<![\\p{L}\\p{N}]|\\p{N}[.,/-])(?:(?:Flat|Apt\\.?|Apartment|Unit) \\d{1,4}[A-Za-z]?,? )?\\d{1,5}[A-Za-z]? (?:\\p{Lu}[\\p{L}'’]{1,20} ){1,3}(?:${englishWay})\\b\\.?` +
    `(?:(?:, ?| )\\p{Lu}[\\p{L}'’]{2,20}(?: \\p{Lu}[\\p{L}'’]{2,20}){0,2})?(?:,? (?:[A-Z]{2} \\d{5}(?:-\\d{4})?|${britishPostcode})(?![\\p{L}\\p{N}]))?`,
  'gu',
);

/**
 * Postal addresses: a house number, a way and its name, with postcode and town when they follow. A postcode or a town
 * alone is none: regions are wanted in reports.
 */
export function findAddresses(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(french)) {
    if (match.index < (spans.at(-1)?.to ?? 0)) continue;
    const nameAt = match.index + match[0].length;
    const named = nameEnd(text, nameAt, match[1] !== undefined);
    if (named === null) continue;
    const to = named + (postcode.exec(text.slice(named, named + 120))?.[0].length ?? 0);
    spans.push(address(text, match.index, to));
  }
  for (const match of text.matchAll(english)) {
    const to = match.index + match[0].length;
    if (spans.some(span => span.from < to && match.index < span.to)) continue;
    spans.push(address(text, match.index, to));
  }
  return spans.sort((a, b) => a.from - b.from);
}

const address = (text: string, from: number, to: number): Span => ({
  type: 'ADDRESS',
  from,
  to,
  value: folded(text.slice(from, to))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim(),
});

/**
 * Where the name of a way ends: particles and one word, then capitalised words and numbers, particles only between them.
 *
 * @returns `null` when no name begins here
 */
function nameEnd(text: string, from: number, anyCase: boolean): number | null {
  let [end, at, proper] = [from, from, ''];
  for (let words = 0; words < mostWords; words += 1) {
    const word = nameWord.exec(text.slice(at, at + 45))?.[0].replace(/\.$/, '');
    if (!word || /^\d{5}$/.test(word)) break;
    const small = !capital.test(word);
    const particle = small && particles.has(folded(word));
    if (small ? !particle && !isSmallName(word, proper, anyCase) : plainWords.has(folded(word))) break;
    at += word.length;
    if (!particle) [end, proper] = [at, word];
    if (text[at] !== ' ') break;
    at += 1;
  }
  return proper === '' ? null : end;
}

/** "rue des lilas", and the month of "rue du 8 mai 1945". */
const isSmallName = (word: string, before: string, anyCase: boolean): boolean =>
  before === '' ? anyCase && !plainWords.has(folded(word)) : /^\d{1,2}(?:er)?$/.test(before) && month.test(word);

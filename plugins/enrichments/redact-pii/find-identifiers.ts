import { isIban, isLuhn, nirKey } from './checksums.ts';
import { gap, type Span } from './span.ts';

const nirPattern = new RegExp(
  `(?<![\\p{L}\\p{N}])([1-478]${gap}?\\d{2}${gap}?(?:0[1-9]|[1-9]\\d)${gap}?(?:\\d{2}|2[ABab])${gap}?\\d{3}${gap}?\\d{3})` +
    `(?:[\\s./,-]{0,3}(?:\\(?cl[ée]f?\\)?[\\s:]{0,3})?(\\d{2}))?(?![\\p{L}\\p{N}])`,
  'gu',
);
const nirCue = /(?:s[ée]cu(?:rit[ée])?|\bnir|\binsee|social security|assur[ée] social)/i;
/** How far before a number its cue may stand. */
const cueReach = 45;

/**
 * French social security numbers: with their key when it is right; without it, or with a wrong one, only after words
 * that announce such a number.
 */
export function findNirs(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(nirPattern)) {
    const number = match[1]!.replace(/[^\dABab]/g, '');
    const right = match[2] !== undefined && Number(match[2]) === nirKey(number);
    if (!right && !nirCue.test(text.slice(Math.max(0, match.index - cueReach), match.index))) continue;
    spans.push({ type: 'NIR', from: match.index, to: match.index + match[0].length, value: number.toUpperCase() });
  }
  return spans;
}

/** Length of an IBAN by country (SWIFT, IBAN Registry, release 99). */
const ibanLengths: ReadonlyMap<string, number> = new Map(
  (
    'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23' +
    'GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30' +
    'NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20'
  )
    .match(/[A-Z]{2}\d{2}/g)!
    .map(entry => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const ibanStart = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}/gu;
const ibanGap = /[ .\-\u00A0\u2009\u202F]/;
const alphanumeric = /[A-Za-z0-9]/;
const wordCharacter = /[\p{L}\p{N}]/u;

/** IBANs whose length fits their country and whose check digits are right. */
export function findIbans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(ibanStart)) {
    const length = ibanLengths.get(match[0].slice(0, 2).toUpperCase());
    if (length === undefined || match.index < (spans.at(-1)?.to ?? 0)) continue;
    const read = readCharacters(text, match.index, length);
    if (read && isIban(read.value)) spans.push({ type: 'IBAN', from: match.index, ...read });
  }
  return spans;
}

/** So many letters and digits from a place on, with at most one gap between two of them. */
function readCharacters(text: string, from: number, length: number): { value: string; to: number } | null {
  let [value, at] = ['', from];
  while (value.length < length) {
    if (value !== '' && ibanGap.test(text[at] ?? '')) at += 1;
    const character = text[at] ?? '';
    if (!alphanumeric.test(character)) return null;
    value += character;
    at += 1;
  }
  return wordCharacter.test(text[at] ?? '') ? null : { value: value.toUpperCase(), to: at };
}

/**
 * Ranges that card networks number from, and the lengths that they use. A Luhn check alone lets every tenth number
 * through, and the bar codes of French goods begin with 3.
 */
const cardForms: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:30[0-5]|3[689])/, lengths: [14] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16] },
  { prefix: /^(?:6011|64[4-9]|65|62)/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:50|5[6-9]|6[0379])/, lengths: [16, 18, 19] },
];
const digitGroups = /\d+/g;
const cardGaps: ReadonlySet<string> = new Set([' ', '-', '\u00A0', '\u2009', '\u202F']);
const [shortestCard, longestCard] = [13, 19];

interface DigitGroup {
  readonly digits: string;
  readonly from: number;
  readonly to: number;
}

/** Card numbers: 13 to 19 digits of a card network's range, written together or in groups, with a right check digit. */
export function findCards(text: string): readonly Span[] {
  const groups = Array.from(text.matchAll(digitGroups), ({ 0: digits, index }): DigitGroup => {
    return { digits, from: index, to: index + digits.length };
  });
  const spans: Span[] = [];
  for (let first = 0; first < groups.length; ) {
    const card = cardAt(text, groups, first);
    if (card) spans.push({ type: 'CARD', from: groups[first]!.from, to: card.to, value: card.digits });
    first = card ? card.next : first + 1;
  }
  return spans;
}

function cardAt(text: string, groups: readonly DigitGroup[], first: number) {
  const lead = groups[first]!.digits[0]!;
  // No network numbers its cards from 0, 1, 7, 8 or 9.
  if (lead < '2' || lead > '6') return null;
  let digits = '';
  for (let next = first; next < groups.length; next += 1) {
    const { from, to, digits: more } = groups[next]!;
    const before = groups[next - 1];
    if (digits !== '' && (from !== before!.to + 1 || !cardGaps.has(text[from - 1]!))) return null;
    if (digits.length + more.length > longestCard) return null;
    digits += more;
    if (digits.length >= shortestCard && isCard(digits)) return { digits, to, next: next + 1 };
  }
  return null;
}

const isCard = (digits: string): boolean =>
  cardForms.some(form => form.lengths.includes(digits.length) && form.prefix.test(digits)) && isLuhn(digits);

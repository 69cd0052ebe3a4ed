import type { CountryCode } from 'libphonenumber-js/min';
import { type Finder, gap, type Span } from './span.ts';

const notInNumber = '(?<![\\p{L}\\p{N}]|\\p{N}[.,/-])';
const numberEnds = '(?![\\p{L}\\p{N}]|[./-]\\p{N})';

/** Dots, hyphens and spaces as French numbers have them; a slash too. */
const frenchSign = '[ ./\\-\\u00A0\\u2009\\u202F]';
const frenchGap = `(${frenchSign}{1,2})`;
/** Ten digits as they are grouped in France; the first gap may differ from the others ("06-12 34 56 78"). */
const frenchForms = [
  `0[1-9]\\d{8}`,
  `0[1-9]${frenchSign}{0,2}\\d{2}${frenchGap}\\d{2}\\1\\d{2}\\1\\d{2}`,
  `0[1-9]\\d{2}${frenchGap}\\d{2}\\2\\d{2}\\2\\d{2}`,
  `0[1-9]\\d{2}${frenchGap}\\d{3}\\3\\d{3}`,
  `0[1-9]\\d${frenchGap}\\d{3}\\4\\d{4}`,
  `0[1-9]${gap}\\d{8}`,
  `0${gap}?[89]\\d{2}${frenchGap}\\d{3}\\5\\d{3}`,
];
const french = new RegExp(`${notInNumber}(?:${frenchForms.join('|')})${numberEnds}`, 'gu');

const international = new RegExp(
  `(?<![\\p{L}\\p{N}+])\\(?(?:\\+ ?|00${gap}?)[1-9](?:[ ./()\\-\\u00A0\\u2009\\u202F]{0,3}\\d){6,14}(?!\\p{N})`,
  'gu',
);

/** Grouped as in the United States and Canada; without gaps ten digits may be anything. */
const american = new RegExp(
  `${notInNumber}(?:1[-. ])?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[-. ])[2-9]\\d{2}[-. ]\\d{4}${numberEnds}`,
  'gu',
);
const british = new RegExp(
  `${notInNumber}\\(?0(?:7\\d{3}\\)? ?\\d{3} ?\\d{3}|[12]\\d{1,4}\\)?[ -]\\d{3,4}(?:[ -]\\d{3,4})?|[38]\\d{2}[ -]\\d{3}[ -]?\\d{3,4})${numberEnds}`,
  'gu',
);
/** Any other country: a number written with its trunk 0, valid there. */
const national = new RegExp(`${notInNumber}\\(?0(?:[ ./()\\-\\u00A0\\u2009\\u202F]{0,2}\\d){7,11}${numberEnds}`, 'gu');

/** Ten digits in one piece after such words are a number of that thing. */
const reference =
  /(?:commande|facture|r[ée]f(?:[ée]rence)?|dossier|colis|suivi|ticket|contrat|adh[ée]rent|order|invoice|reference|tracking|parcel|policy)s?\s{0,3}(?:(?:n[°ºo]|num[ée]ro|number|no|id|#)\.?)?\s{0,3}(?:est|is|le|:|#)?\s{0,3}[«"“]?\s?$/i;
const referenceReach = 40;

interface Form {
  readonly pattern: RegExp;
  /** The number with its country's code, from the digits as they are written there. */
  readonly full: (digits: string) => string;
}

/** Countries whose way of writing is strict enough to need no list of the numbers in use. */
const forms: Readonly<Record<string, Form>> = {
  FR: { pattern: french, full: digits => `+33${digits.slice(1)}` },
  GB: { pattern: british, full: digits => `+44${digits.slice(1)}` },
  US: { pattern: american, full: digits => `+1${digits.slice(-10)}` },
  CA: { pattern: american, full: digits => `+1${digits.slice(-10)}` },
};

/**
 * Makes the finders of telephone numbers: first those with `+` or `00` of any country, then for each country those that
 * are written as is usual there.
 *
 * @param countries - ISO 3166-1 codes, in the order in which they are tried
 */
export async function openPhoneFinders(countries: readonly string[]): Promise<readonly Finder[]> {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  const read: Read = (text, country) =>
    parsePhoneNumberFromString(text, country ? { defaultCountry: country, extract: false } : { extract: false });
  return [
    text => findInternational(text, read),
    ...countries.map((country): Finder => {
      const form = forms[country];
      if (form) return text => findNational(text, form.pattern, form.full);
      return text => findNational(text, national, digits => validNumber(read(digits, country as CountryCode)));
    }),
  ];
}

function findNational(text: string, pattern: RegExp, full: (digits: string) => string | null): readonly Span[] {
  const spans: Span[] = [];
  for (const { 0: written, index } of text.matchAll(pattern)) {
    const alone = /^\d+$/.test(written);
    if (alone && reference.test(text.slice(Math.max(0, index - referenceReach), index))) continue;
    const value = full(written.replace(/\D/g, ''));
    if (value !== null) spans.push({ type: 'PHONE', from: index, to: index + written.length, value });
  }
  return spans;
}

const validNumber = (found: Found | undefined): string | null => (found?.isValid() ? found.number : null);

interface Found {
  readonly number: string;
  readonly isValid: () => boolean;
  readonly isPossible: () => boolean;
}
type Read = (text: string, country?: CountryCode) => Found | undefined;

/** The longest number from each `+` or `00` on: digits of the next words may have been taken along. */
function findInternational(text: string, read: Read): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(international)) {
    // A bracket that is not closed within the number opens a remark: "(+41 79 …)".
    const bracket = match[0].startsWith('(') && !match[0].includes(')') ? 1 : 0;
    const found = longestNumber(match[0].slice(bracket), read);
    if (found === null) continue;
    const from = match.index + bracket;
    spans.push({ type: 'PHONE', from, to: from + found.length, value: found.value });
  }
  return spans;
}

function longestNumber(candidate: string, read: Read): { length: number; value: string } | null {
  let written = candidate;
  while (/\d{2}/.test(written)) {
    const number = read(written.replace(/^\(?00/, '+').replace(/^\(/, ''));
    // "+ 1 200 000" may be an amount; with the sign at its digits it is a number even if nobody has it.
    if (number?.isValid() || (/^\(?\+\d/.test(written) && number?.isPossible())) {
      return { length: written.length, value: number.number };
    }
    written = written.replace(/[ ./()\-\u00A0\u2009\u202F]*\d+$/u, '');
  }
  return null;
}

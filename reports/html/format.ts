import type { Instant } from '../../core/model/feedback.ts';
import type { Unit } from '../../core/model/metric.ts';
import type { Window } from '../../core/model/window.ts';
import type { Language } from './typeset.ts';

/** How a number is to be written. */
interface QuantityStyle {
  readonly digits: number;
  readonly unit: Unit | 'plain';
  readonly signed: boolean;
}

/** `long` octobre 2026 · `short` oct. 2026 · `name` octobre */
export type MonthStyle = 'long' | 'short' | 'name';

/** Writes numbers, months and instants in one language and one time zone; all of it is text, none of it markup. */
export interface Format {
  readonly language: Language;
  /** Rounded once to `digits` decimals; a minus is U+2212 and zero has no sign. */
  readonly number: (value: number, digits: number) => string;
  /** As `number`, with a plus. */
  readonly signed: (value: number, digits: number) => string;
  /** `value` in percent, 12.3 for 12,3 %. */
  readonly percent: (value: number, digits: number) => string;
  /** A number with its unit: percent as `78,2 %`, a signed difference of percentages as `+1,3 pt`, all else bare. */
  readonly quantity: (value: number, style: QuantityStyle) => string;
  /** `p = 0,004`, or `p < 0,001`; without a letter `0,004`, or `< 0,001`. */
  readonly probability: (value: number, letter: 'p' | null) => string;
  /** `2026-10` */
  readonly month: (month: string, style: MonthStyle) => string;
  readonly date: (at: Instant, style: 'long' | 'short') => string;
  /** With minutes and the zone's city: `1er novembre 2026, 00:00 (Paris)`. */
  readonly dateTime: (at: Instant) => string;
  /** First to last day of a window. */
  readonly period: (window: Window) => string;
  readonly list: (items: readonly string[]) => string;
  /** Of a count, for strings that differ by it. */
  readonly plural: (value: number) => 'one' | 'other';
}

/** Below this a probability is not told to three decimals. */
const leastProbability = 0.001;

const locales: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

/**
 * The formats of a language.
 *
 * @param timezone - IANA zone in which instants are told
 * @example createFormat('fr', 'Europe/Paris').number(-1234.5, 1) // '−1 234,5' with U+2212 and U+202F
 */
export function createFormat(language: Language, timezone: string): Format {
  const number = (value: number, digits: number): string => writeNumber(language, value, digits, 'negative');
  const signed = (value: number, digits: number): string => writeNumber(language, value, digits, 'exceptZero');
  const percentSign = language === 'fr' ? '\u202f%' : '%';
  const plural = (value: number): 'one' | 'other' => (pluralRules(language).select(value) === 'one' ? 'one' : 'other');
  const percent = (value: number, digits: number): string => number(value, digits) + percentSign;
  const date = (at: Instant, style: 'long' | 'short'): string => writeDate(language, timezone, at, style);
  return {
    language,
    number,
    signed,
    percent,
    quantity: (value, { digits, unit, signed: sign }) => {
      if (unit !== 'percent') return sign ? signed(value, digits) : number(value, digits);
      return sign
        ? `${signed(value, digits)}\u00a0${plural(Math.abs(value)) === 'one' ? 'pt' : 'pts'}`
        : percent(value, digits);
    },
    probability: (value, letter) => {
      const written = value < leastProbability ? `<\u00a0${number(leastProbability, 3)}` : number(value, 3);
      if (letter === null) return written;
      return value < leastProbability ? `${letter}\u00a0${written}` : `${letter}\u00a0=\u00a0${written}`;
    },
    month: (month, style) => writeMonth(language, month, style),
    date,
    dateTime: at => `${date(at, 'long')}, ${writeTime(language, timezone, at)} (${cityOf(timezone)})`,
    period: window => `${date(window.from, 'long')} – ${date(dayBefore(window.to), 'long')}`,
    list: items => new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(items),
    plural,
  };
}

const numberFormats = new Map<string, Intl.NumberFormat>();

function writeNumber(
  language: Language,
  value: number,
  digits: number,
  signDisplay: 'negative' | 'exceptZero',
): string {
  const key = `${language} ${digits} ${signDisplay}`;
  let format = numberFormats.get(key);
  if (!format) {
    const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    format = new Intl.NumberFormat(locales[language], { ...decimals, signDisplay } as Intl.NumberFormatOptions);
    numberFormats.set(key, format);
  }
  return format
    .format(value)
    .replace(/[\u00a0 ]/g, '\u202f')
    .replace('-', '−');
}

const plurals = new Map<Language, Intl.PluralRules>();

function pluralRules(language: Language): Intl.PluralRules {
  const known = plurals.get(language) ?? new Intl.PluralRules(locales[language]);
  plurals.set(language, known);
  return known;
}

function writeMonth(language: Language, month: string, style: MonthStyle): string {
  const year = style === 'name' ? {} : ({ year: 'numeric' } as const);
  const options = { month: style === 'short' ? 'short' : 'long', ...year, timeZone: 'UTC' } as const;
  const text = dateFormat(language, options).format(new Date(`${month}-01T00:00:00.000Z`));
  return text.replaceAll(' ', '\u00a0');
}

function writeDate(language: Language, timeZone: string, at: Instant, style: 'long' | 'short'): string {
  const options = style === 'long' ? ({ month: 'long', year: 'numeric' } as const) : ({ month: 'short' } as const);
  const parts = dateFormat(language, { day: 'numeric', ...options, timeZone }).formatToParts(new Date(at));
  // French says "1er novembre" and CLDR does not.
  const first = (part: Intl.DateTimeFormatPart): boolean =>
    language === 'fr' && part.type === 'day' && part.value === '1';
  const text = parts.map(part => (first(part) ? '1er' : part.value)).join('');
  return text.replaceAll(' ', '\u00a0');
}

function writeTime(language: Language, timeZone: string, at: Instant): string {
  return dateFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(at));
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locales[language], options);
  dateFormats.set(key, known);
  return known;
}

function cityOf(timezone: string): string {
  return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

function dayBefore(to: Instant): Instant {
  return new Date(Date.parse(to) - 1).toISOString();
}

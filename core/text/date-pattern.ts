import { VerbatimError } from '../errors.ts';
import { digitsAt, type Written } from './calendar.ts';

/** Two digits of a year up to it are of this century, above it of the last: the rule of POSIX `strptime`. */
const lastOfThisCentury = 68;

type Field = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

interface Part {
  readonly field: Field | null;
  /** Of a field: fewest digits. */
  readonly least: number;
  /** Of a field: most digits. */
  readonly most: number;
  readonly literal: number;
}

const tokens: Readonly<Record<string, { readonly field: Field; readonly least: number; readonly most: number }>> = {
  yyyy: { field: 'year', least: 4, most: 4 },
  yy: { field: 'year', least: 2, most: 2 },
  MM: { field: 'month', least: 2, most: 2 },
  M: { field: 'month', least: 1, most: 2 },
  dd: { field: 'day', least: 2, most: 2 },
  d: { field: 'day', least: 1, most: 2 },
  HH: { field: 'hour', least: 2, most: 2 },
  H: { field: 'hour', least: 1, most: 2 },
  mm: { field: 'minute', least: 2, most: 2 },
  ss: { field: 'second', least: 2, most: 2 },
};

/** A compiled pattern: fills `into` from a text that is written so; false when it is not. */
export interface DatePattern {
  readonly read: (text: string, into: Written) => boolean;
  /** Without a time a date is the day's first instant. */
  readonly hasTime: boolean;
}

/**
 * Compiles a pattern of `dd MM yyyy yy HH mm ss` with separators; `d`, `M` and `H` take one digit or two.
 *
 * @throws VB1202 when the pattern lacks day, month or year, names one twice, or has other letters than `T`
 */
export function compileDatePattern(pattern: string): DatePattern {
  const parts = partsOf(pattern);
  const fields = parts.flatMap(({ field }) => field ?? []);
  const lacking = (['day', 'month', 'year'] as const).filter(field => !fields.includes(field));
  if (lacking.length > 0) throw invalid(pattern, `it has no ${lacking[0]}`);
  if (new Set(fields).size < fields.length) throw invalid(pattern, 'it has a part twice');
  if (fields.includes('minute') !== fields.includes('hour')) throw invalid(pattern, 'hours and minutes go together');
  if (fields.includes('second') && !fields.includes('minute')) throw invalid(pattern, 'seconds need minutes');
  const century = parts.some(({ field, most }) => field === 'year' && most === 2);
  const read = (text: string, into: Written): boolean => {
    let at = 0;
    for (const { field, least, most, literal } of parts) {
      if (field === null) {
        if (text.charCodeAt(at++) !== literal) return false;
        continue;
      }
      const length = most > least && isDigit(text.charCodeAt(at + least)) ? most : least;
      const value = digitsAt(text, at, length);
      if (Number.isNaN(value)) return false;
      into[field] = value;
      at += length;
    }
    if (century) into.year += into.year > lastOfThisCentury ? 1900 : 2000;
    return at === text.length;
  };
  return { read, hasTime: fields.includes('hour') };
}

function partsOf(pattern: string): readonly Part[] {
  return (pattern.match(/([A-Za-z])\1*|[^A-Za-z]/g) ?? []).map(piece => {
    const token = Object.hasOwn(tokens, piece) ? tokens[piece] : undefined;
    if (token !== undefined) return { ...token, literal: 0 };
    if (piece === 'T' || !/[A-Za-z0-9]/.test(piece))
      return { field: null, least: 0, most: 0, literal: piece.charCodeAt(0) };
    throw invalid(pattern, `"${piece}" means nothing in it`);
  });
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const invalid = (pattern: string, why: string): VerbatimError =>
  new VerbatimError('VB1202', `"${pattern}" is not a date pattern: ${why}`, {
    hint: 'write "iso", "epoch-s", "epoch-ms", or a pattern of dd MM yyyy yy HH mm ss such as dd/MM/yyyy HH:mm',
  });

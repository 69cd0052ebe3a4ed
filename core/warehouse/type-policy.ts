/**
 * One policy for values on both stores, so that a query gives the same JavaScript whichever store answers it:
 * int8 and numeric → number · timestamptz → Date · date → `yyyy-mm-dd` · bytea → Buffer · json → parsed value.
 */
type Parse = (text: string) => unknown;

const parsers: Readonly<Record<number, Parse>> = {
  16: text => text === 't',
  17: parseBytes,
  20: parseInteger,
  21: Number,
  23: Number,
  26: Number,
  114: text => JSON.parse(text) as unknown,
  700: Number,
  701: Number,
  1000: arrayOf(text => text === 't'),
  1005: arrayOf(Number),
  1007: arrayOf(Number),
  1009: arrayOf(text => text),
  1015: arrayOf(text => text),
  1016: arrayOf(parseInteger),
  1021: arrayOf(Number),
  1022: arrayOf(Number),
  1114: parseInstant,
  1182: arrayOf(text => text),
  1184: parseInstant,
  1185: arrayOf(parseInstant),
  1231: arrayOf(Number),
  1700: Number,
  3802: text => JSON.parse(text) as unknown,
};

/**
 * The parser of a PostgreSQL type for values that the server wrote as text.
 *
 * @param oid - type number of `pg_type`; an unknown type stays text
 */
export function parserOf(oid: number): Parse {
  return parsers[oid] ?? (text => text);
}

/**
 * A parameter as the text that PostgreSQL reads, the same on both stores.
 * An array becomes an array literal and never JSON: a jsonb value is always handed over as `JSON.stringify` text.
 */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array)
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  if (Array.isArray(value)) return arrayLiteral(value);
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** `{"a","b\"c",NULL}`: values as one array parameter, for any element type. */
function arrayLiteral(values: readonly unknown[]): string {
  const parts = values.map(value => {
    if (Array.isArray(value)) return arrayLiteral(value);
    const text = parameterText(value);
    if (text === null) return 'NULL';
    return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
  });
  return `{${parts.join(',')}}`;
}

function parseInteger(text: string): number | string {
  const number = Number(text);
  // Beyond 2^53 a number would lie; the digits stay readable as text.
  return Number.isSafeInteger(number) ? number : text;
}

function parseBytes(text: string): Buffer {
  return Buffer.from(text.slice(2), 'hex');
}

/** `2026-10-31 23:30:00.123+00`; sessions are in UTC, yet an offset is honoured. */
function parseInstant(text: string): Date {
  const match =
    /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?)?( BC)?$/.exec(
      text,
    );
  if (!match) return new Date(Number.NaN);
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    hours = '0',
    minutes = '0',
    seconds = '0',
    era,
  ] = match;
  const utc = new Date(0);
  utc.setUTCFullYear(era === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day));
  utc.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return new Date(utc.getTime() - (sign === '-' ? -offset : offset));
}

/** Reads a one- or many-dimensional array literal: `{1,NULL,"a,b"}`. */
function arrayOf(parse: Parse): Parse {
  return text => {
    let at = text.indexOf('{');
    const read = (): unknown[] => {
      const items: unknown[] = [];
      at += 1;
      while (text[at] !== '}') {
        if (text[at] === ',') at += 1;
        else if (text[at] === '{') items.push(read());
        else items.push(readItem());
      }
      at += 1;
      return items;
    };
    const readItem = (): unknown => {
      if (text[at] !== '"') {
        const from = at;
        while (text[at] !== ',' && text[at] !== '}') at += 1;
        const bare = text.slice(from, at);
        return bare === 'NULL' ? null : parse(bare);
      }
      let item = '';
      for (at += 1; text[at] !== '"'; at += 1) {
        if (text[at] === '\\') at += 1;
        item += text[at];
      }
      at += 1;
      return parse(item);
    };
    return read();
  };
}

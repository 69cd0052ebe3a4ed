import { digitsAt, type Written } from '../text/calendar.ts';

/** What an ISO 8601 text says of its distance to UTC, in minutes: `null` when it says nothing, local time. */
export interface IsoReading {
  readonly offset: number | null;
  readonly hasTime: boolean;
}

const dash = 45;
const colon = 58;

/**
 * Reads `yyyy-MM-dd`, with a time after `T` or a space: `HH:mm`, `HH:mm:ss`, fractions of a second beyond milliseconds
 * cut off, then `Z`, `+hh:mm`, `+hhmm` or `+hh`.
 *
 * @returns `null` when the text is not written so; the date in `into` is not checked against the calendar
 * @see ISO 8601-1:2019, extended formats of calendar date and time of day
 */
export function readIso(text: string, into: Written): IsoReading | null {
  into.year = digitsAt(text, 0, 4);
  into.month = digitsAt(text, 5, 2);
  into.day = digitsAt(text, 8, 2);
  if (Number.isNaN(into.year + into.month + into.day)) return null;
  if (text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return null;
  if (text.length === 10) return { offset: null, hasTime: false };
  const separator = text[10];
  if (separator !== 'T' && separator !== ' ') return null;
  const end = readTime(text, into);
  if (end === null) return null;
  const offset = end === text.length ? null : readOffset(text, end);
  return offset !== null && Number.isNaN(offset) ? null : { offset, hasTime: true };
}

/** Where the time that begins behind the date ends. */
function readTime(text: string, into: Written): number | null {
  into.hour = digitsAt(text, 11, 2);
  into.minute = digitsAt(text, 14, 2);
  if (Number.isNaN(into.hour + into.minute) || text.charCodeAt(13) !== colon) return null;
  if (text.charCodeAt(16) !== colon) return 16;
  into.second = digitsAt(text, 17, 2);
  if (Number.isNaN(into.second)) return null;
  if (text[19] !== '.' && text[19] !== ',') return 19;
  let end = 20;
  while (end < text.length && !Number.isNaN(digitsAt(text, end, 1))) end++;
  if (end === 20) return null;
  const digits = Math.min(end - 20, 3);
  into.millisecond = digitsAt(text, 20, digits) * 10 ** (3 - digits);
  return end;
}

/** Minutes; NaN when it is not written so. ISO 8601 knows no more than a day; zones lie within 14 hours. */
function readOffset(text: string, at: number): number {
  const sign = text[at];
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : Number.NaN;
  if (sign !== '+' && sign !== '-') return Number.NaN;
  const hours = digitsAt(text, at + 1, 2);
  const withColon = text.charCodeAt(at + 3) === colon;
  const hasMinutes = text.length > at + 3;
  const minutes = hasMinutes ? digitsAt(text, at + (withColon ? 4 : 3), 2) : 0;
  const end = hasMinutes ? at + (withColon ? 6 : 5) : at + 3;
  if (end !== text.length || hours > 14 || minutes > 59) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Years before it are what programs write for "no date" (0001, 1899), not when a customer answered. */
const firstYear = 1900;

/** Date and time as they are written; a month counts from 1. */
export interface Written {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/**
 * Milliseconds as if the wall clock were in UTC, or why there is no such date: strict, so that 29 February needs a leap
 * year, and 24:00 and the 60th second do not exist.
 */
export function localTimeOf(at: Written): number | string {
  if (at.year < firstYear) return `has a year before ${firstYear}`;
  if (at.month < 1 || at.month > 12) return 'has no month of the calendar';
  const leap = at.month === 2 && at.year % 4 === 0 && (at.year % 100 !== 0 || at.year % 400 === 0);
  const days = leap ? 29 : daysInMonth[at.month - 1]!;
  if (at.day < 1 || at.day > days) return 'is not a day of the calendar';
  if (at.hour > 23 || at.minute > 59 || at.second > 59) return 'is not a time of day';
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second, at.millisecond);
}

/** The number that `length` digits make, or NaN when they are not all digits. */
export function digitsAt(text: string, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

import { VerbatimError } from '../core/errors.ts';
import { addMonths, monthWindow, type Window } from '../core/model/window.ts';

/** What a command takes to say which window it is about. */
export interface WindowOptions {
  readonly window?: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * The window that the options name, or `null` when they name none.
 *
 * @throws VB6004 when a month, an instant or their order is wrong
 */
export function windowOf(options: WindowOptions, timezone: string): Window | null {
  if (options.window !== undefined) {
    if (options.from !== undefined || options.to !== undefined) {
      throw new VerbatimError('VB6004', 'a window is given twice', { hint: 'give --window, or --from and --to' });
    }
    return monthWindow(options.window, timezone);
  }
  if (options.from === undefined && options.to === undefined) return null;
  if (options.from === undefined || options.to === undefined) {
    throw new VerbatimError('VB6004', 'a window has only one end', { hint: 'give both --from and --to' });
  }
  const window = { from: instant('--from', options.from), to: instant('--to', options.to) };
  if (window.from < window.to) return window;
  throw new VerbatimError('VB6004', `the window ends at ${window.to}, not after its start at ${window.from}`);
}

/** A month and the window that it is in the pipeline's zone. */
export interface Month {
  /** `2026-10`. */
  readonly name: string;
  readonly window: Window;
}

/** True for a text that is written as a month. */
export const isMonth = (text: string): boolean => /^\d{4}-\d{2}$/.test(text);

/** Ten years. */
const mostMonths = 120;

/**
 * The months that `--from 2026-01 --to 2026-06` names, both included; `null` when it is not months that are given.
 *
 * @throws VB6004 when only one end is a month, the order is wrong or there are more than 120
 */
export function monthsOf({ window, from = '', to = '' }: WindowOptions, timezone: string): readonly Month[] | null {
  if (!isMonth(from) && !isMonth(to)) return null;
  if (window !== undefined) return null;
  if (!isMonth(from) || !isMonth(to)) {
    throw new VerbatimError('VB6004', 'one end of the span is a month, the other is not', {
      hint: 'give --from and --to both as months, 2026-01, or both as instants',
    });
  }
  // The ends are checked as months before anything is counted.
  const ends = [monthWindow(from, timezone), monthWindow(to, timezone)];
  if (ends[0]!.from > ends[1]!.from)
    throw new VerbatimError('VB6004', `the span ends with ${to}, before it starts with ${from}`);
  const months: Month[] = [];
  for (let name = from; name <= to; name = addMonths(name, 1)) {
    months.push({ name, window: monthWindow(name, timezone) });
    if (months.length > mostMonths)
      throw new VerbatimError('VB6004', `${from} to ${to} are more than ${mostMonths} months`);
  }
  return months;
}

/**
 * An instant given on the command line: ISO 8601 with a zone.
 *
 * @throws VB1002
 */
export function instant(option: string, text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new VerbatimError('VB1002', `${option} is "${text}", which is not an instant`, {
    hint: 'write it as 2026-10-01T00:00:00Z',
  });
}

/**
 * A count given on the command line.
 *
 * @throws VB1002
 */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new VerbatimError('VB1002', `${option} is "${text}", a whole number is needed`);
}

/**
 * A count of things to print, at least one.
 *
 * @throws VB1002
 */
export function atLeastOne(option: string, text: string): number {
  const number = wholeNumber(option, text);
  if (number > 0) return number;
  throw new VerbatimError('VB1002', `${option} is 0, at least 1 is needed`);
}

import { DateTime, IANAZone } from 'luxon';
import { VerbatimError } from '../errors.ts';
import type { Instant } from './feedback.ts';

/** Half-open: `from` is in, `to` is out. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** What `--window` and `report.window` accept: a month in the pipeline's zone. */
const monthForm = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** True when the runtime knows the IANA zone. */
export function isZone(zone: string): boolean {
  return zone.includes('/') || zone === 'UTC' ? IANAZone.isValidZone(zone) : false;
}

/**
 * The window of a calendar month in a zone: local midnight to local midnight, so its length follows daylight saving.
 *
 * @param month - `2026-10`
 * @param zone - IANA name
 * @throws VB6004 when the month is not written `yyyy-mm`
 * @example monthWindow('2026-10', 'Europe/Paris') // 2026-09-30T22:00:00.000Z .. 2026-10-31T23:00:00.000Z
 */
export function monthWindow(month: string, zone: string): Window {
  const match = monthForm.exec(month);
  if (!match) {
    throw new VerbatimError('VB6004', `"${month}" is not a month`, { hint: 'write a month as 2026-10' });
  }
  const first = DateTime.fromObject({ year: Number(match[1]), month: Number(match[2]), day: 1 }, { zone });
  return { from: instantOf(startOf(first)), to: instantOf(startOf(first.plus({ months: 1 }))) };
}

/** The month that an instant falls in, in a zone: `2026-10`. */
export function monthOf(instant: Instant, zone: string): string {
  return DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM');
}

/** A month moved by a number of months: `addMonths('2026-01', -1)` is `2025-12`. */
export function addMonths(month: string, months: number): string {
  return DateTime.fromFormat(month, 'yyyy-MM', { zone: 'UTC' }).plus({ months }).toFormat('yyyy-MM');
}

/** The month that a window is, or `null` when it is not exactly one calendar month of the zone. */
export function asMonth(window: Window, zone: string): string | null {
  const month = monthOf(window.from, zone);
  const whole = monthWindow(month, zone);
  return whole.from === window.from && whole.to === window.to ? month : null;
}

/** What a window can be cut into along time. */
export type Period = 'month' | 'week' | 'day';

const periodForms: Readonly<Record<Period, string>> = { month: 'yyyy-MM', week: "kkkk-'W'WW", day: 'yyyy-MM-dd' };

/**
 * The months, ISO weeks or days of a zone that a window touches, in order; the first and the last may stand in it in part
 * and are then only that part.
 *
 * @returns each with its name: `2026-10`, `2026-W41`, `2026-10-05`
 */
export function periodsOf(
  window: Window,
  period: Period,
  zone: string,
): readonly { readonly name: string; readonly window: Window }[] {
  const found: { name: string; window: Window }[] = [];
  const end = Date.parse(window.to);
  for (let at = Date.parse(window.from); at < end; ) {
    const local = DateTime.fromMillis(at, { zone });
    const next = Math.min(startOf(local.startOf(period).plus({ [period]: 1 })).toMillis(), end);
    const piece = { from: new Date(at).toISOString(), to: new Date(next).toISOString() };
    found.push({ name: local.toFormat(periodForms[period]), window: piece });
    at = next;
  }
  return found;
}

/** The calendar date of an instant in a zone: `2026-10-31`. */
export function dateOf(instant: Instant, zone: string): string {
  return DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd');
}

/** The calendar date in a zone of which an instant is the start, `2026-10-31`; `null` when it is the start of none. */
export function dateStartingAt(instant: Instant, zone: string): string | null {
  const local = DateTime.fromMillis(Date.parse(instant), { zone });
  return startOf(local).toMillis() === local.toMillis() ? local.toISODate() : null;
}

/** The first instant of a local day: where clocks are put back over midnight, midnight comes twice. */
function startOf(local: DateTime): DateTime {
  const start = local.startOf('day');
  const [earliest] = start.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  return earliest ?? start;
}

function instantOf(time: DateTime): Instant {
  return new Date(time.toMillis()).toISOString();
}

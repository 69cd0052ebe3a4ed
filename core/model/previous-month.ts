import type { Instant } from './feedback.ts';
import { addMonths, monthOf, monthWindow, type Window } from './window.ts';

/**
 * The calendar month before the one that an instant falls in, in a zone. The one rule of what a run covers that was
 * given no window: of a scheduled start the instant is the scheduled time, never the clock's.
 *
 * @example previousMonth('2026-11-02T06:00:00.000Z', 'Europe/Paris') // October 2026 in Paris
 */
export function previousMonth(instant: Instant, zone: string): Window {
  return monthWindow(addMonths(monthOf(instant, zone), -1), zone);
}

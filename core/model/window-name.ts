import type { Window } from './window.ts';

/**
 * A window as people call it, by the clocks of a zone: its month, or its two ends.
 *
 * @param zone - IANA name
 * @example windowName({ from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' }, 'Europe/Paris') // 2026-10
 */
export function windowName({ from, to }: Window, zone: string): string {
  // No library: this is asked for in workflows too.
  const [first, end] = [localTime(from, zone), localTime(to, zone)];
  const [year, month] = [Number(first.slice(0, 4)), Number(first.slice(5, 7))];
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  if (first.slice(7) === '-01 00:00' && end === `${next}-01 00:00`) return first.slice(0, 7);
  return `${first.replace(' 00:00', '')} to ${end.replace(' 00:00', '')}`;
}

/** `2026-10-01 00:00` */
function localTime(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' },
  });
  return format.format(new Date(instant));
}

import type { Instant } from '../model/feedback.ts';
import { localTimeOf, type Written } from '../text/calendar.ts';
import { compileDatePattern, type DatePattern } from '../text/date-pattern.ts';
import { type Fault, shown } from './fault.ts';
import { readIso } from './iso-date.ts';
import { type ZoneClock, zoneClock } from './zone-clock.ts';

export type DateParser = (text: string) => Instant | Fault;

/** Longer texts are copied out of the piece of file they stand in only at a cost, and repeat less. */
const longestRemembered = 12;
const mostRemembered = 8192;

/**
 * Compiles the reading of dates in text cells: to the instant, local times in the pipeline's zone. A date without a
 * time is the first instant of its day. A time that clocks skipped does not exist; of one that came twice the first
 * counts.
 *
 * @param format - `iso`, `epoch-s`, `epoch-ms`, or a pattern of `dd MM yyyy yy HH mm ss`
 * @param zone - IANA name
 * @returns a function from a text without surrounding spaces to an instant or why it is none
 * @throws VB1202 when the format is none
 * @example compileDate('dd/MM/yyyy', 'Europe/Paris')('01/10/2026') // '2026-09-30T22:00:00.000Z'
 */
export function compileDate(format: string, zone: string): DateParser {
  const parse = formatOf(format, zone);
  const known = new Map<string, Instant | Fault>();
  return text => {
    if (text.length > longestRemembered) return settle(parse(text), text, format, zone);
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = settle(parse(text), text, format, zone);
    if (known.size >= mostRemembered) known.clear();
    known.set(text, value);
    return value;
  };
}

/** Milliseconds; a reason; or `null` for a text that is not written so. */
type Parse = (text: string) => number | string | null;

function formatOf(format: string, zone: string): Parse {
  if (format === 'epoch-s') return text => epochOf(text, 1000);
  if (format === 'epoch-ms') return text => epochOf(text, 1);
  const clock = zoneClock(zone);
  if (format === 'iso') return isoParser(clock, zone);
  return patternParser(compileDatePattern(format), clock, zone);
}

function patternParser(pattern: DatePattern, clock: ZoneClock, zone: string): Parse {
  const written = blank();
  return text => {
    if (!pattern.read(text, written)) return null;
    const local = localTimeOf(written);
    return typeof local === 'string' ? local : onClock(local, pattern.hasTime, clock, zone);
  };
}

function isoParser(clock: ZoneClock, zone: string): Parse {
  const written = blank();
  return text => {
    written.hour = written.minute = written.second = written.millisecond = 0;
    const reading = readIso(text, written);
    if (reading === null) return null;
    const local = localTimeOf(written);
    if (typeof local === 'string') return local;
    return reading.offset === null ? onClock(local, reading.hasTime, clock, zone) : local - reading.offset * 60_000;
  };
}

function onClock(local: number, hasTime: boolean, clock: ZoneClock, zone: string): number | string {
  const instant = hasTime ? clock.instantOf(local) : clock.startOfDay(local);
  return instant ?? `does not exist in ${zone}: clocks were put forward over it`;
}

/** Seconds with up to 3 decimals, or milliseconds, since 1970; between 1900 and 9999. */
function epochOf(text: string, unit: 1 | 1000): number | string | null {
  if (!/^-?\d{1,15}(\.\d{1,9})?$/.test(text)) return null;
  const instant = Math.trunc(Number(text) * unit);
  return instant >= Date.UTC(1900, 0) && instant < Date.UTC(10_000, 0)
    ? instant
    : 'lies outside the years 1900 to 9999';
}

const blank = (): Written => ({ year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, millisecond: 0 });

function settle(value: number | string | null, text: string, format: string, zone: string): Instant | Fault {
  if (typeof value === 'number') return isInstant(text) ? text : new Date(value).toISOString();
  if (value !== null) return { fault: `${shown(text)} ${value}` };
  const right = likelyFormats.find(other => other !== format && typeof formatOf(other, zone)(text) === 'number');
  const hint = right === undefined ? '' : `; date: ${right} seems right`;
  return { fault: `${shown(text)} is not a date written as ${format}${hint}` };
}

/** True for a date that is written as an instant already. */
const isInstant = (date: string): boolean =>
  date.length === 24 && date[10] === 'T' && date[19] === '.' && date[23] === 'Z';

const dates = [
  'dd/MM/yyyy',
  'yyyy/MM/dd',
  'dd.MM.yyyy',
  'dd-MM-yyyy',
  'd/M/yyyy',
  'dd/MM/yy',
  'MM/dd/yyyy',
  'd.M.yyyy',
];
/** Tried in this order to say what would have fitted. */
const likelyFormats: readonly string[] = [
  'iso',
  ...dates.flatMap(date => [date, `${date} HH:mm`, `${date} HH:mm:ss`, `${date} H:mm`]),
  'epoch-ms',
  'epoch-s',
];

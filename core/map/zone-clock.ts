import { IANAZone } from 'luxon';

const minute = 60_000;
const day = 86_400_000;
/** No zone changes its clocks there and back within so few days, so equal offsets at both ends hold in between. */
const blockDays = 8;
/** A file of every day of 30 years fits. */
const mostRemembered = 10_950;

/** From what clocks on the wall show to instants. Local times are milliseconds as if the wall were in UTC. */
export interface ZoneClock {
  /** The instant in milliseconds, the first of two where clocks were put back; `null` for a time that clocks skipped. */
  readonly instantOf: (local: number) => number | null;
  /** The first instant of the day that begins at `local`; `null` when the zone skipped the whole day. */
  readonly startOfDay: (local: number) => number | null;
}

const clocks = new Map<string, ZoneClock>();

/** The clock of an IANA zone; one for all, since what it remembers is dear to find out. */
export function zoneClock(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = createZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function createZoneClock(zone: string): ZoneClock {
  const iana = IANAZone.create(zone);
  const offsetAt = (instant: number): number => iana.offset(instant) * minute;
  // offsets lie within a day of UTC, so one day more on both sides encloses the local days
  const steadyOver = (first: number, count: number): number | null => {
    const before = offsetAt((first - 1) * day);
    return before === offsetAt((first + count + 1) * day) ? before : null;
  };
  const ofBlock = remembering(block => steadyOver(block * blockDays, blockDays));
  const ofDay = remembering(number => steadyOver(number, 1));
  /** A day's offset; `null` for days near a change of clocks. */
  const offsetOfDay = (number: number): number | null => ofBlock(Math.floor(number / blockDays)) ?? ofDay(number);
  const nearChange = (local: number): number | null => {
    const instants = [offsetAt(local - day), offsetAt(local + day)]
      .map(offset => ({ offset, instant: local - offset }))
      .filter(({ offset, instant }) => offsetAt(instant) === offset)
      .map(({ instant }) => instant);
    return instants.length === 0 ? null : Math.min(...instants);
  };
  const instantOf = (local: number): number | null => {
    const offset = offsetOfDay(Math.floor(local / day));
    return offset === null ? nearChange(local) : local - offset;
  };
  const startOfDay = (local: number): number | null => {
    const instant = instantOf(local);
    if (instant !== null) return instant;
    // where clocks skip midnight the day begins with the change: the old offset's midnight
    const change = local - offsetAt(local - day);
    return Math.floor((change + offsetAt(change)) / day) === Math.floor(local / day) ? change : null;
  };
  return { instantOf, startOfDay };
}

function remembering(find: (key: number) => number | null): (key: number) => number | null {
  const known = new Map<number, number | null>();
  return key => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = find(key);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, found);
    return found;
  };
}

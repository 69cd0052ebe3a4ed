import { IANAZone } from 'luxon';

const minute = 60_000;
const day = 86_400_000;
/** Offsets of days are remembered; a file of every day of 30 years fits. */
const mostDays = 10_950;

/** From what clocks on the wall show to instants. Local times are milliseconds as if the wall were in UTC. */
export interface ZoneClock {
  /** The instant in milliseconds, the first of two where clocks were put back; `null` for a time that clocks skipped. */
  readonly instantOf: (local: number) => number | null;
  /** The first instant of the day that begins at `local`; `null` when the zone skipped the whole day. */
  readonly startOfDay: (local: number) => number | null;
}

/** The clock of an IANA zone. */
export function createZoneClock(zone: string): ZoneClock {
  const iana = IANAZone.create(zone);
  const offsetAt = (instant: number): number => iana.offset(instant) * minute;
  /** A day's offset; `null` for days near a change of clocks. */
  const days = new Map<number, number | null>();
  const offsetOfDay = (dayNumber: number): number | null => {
    const known = days.get(dayNumber);
    if (known !== undefined) return known;
    // offsets lie within a day of UTC, so these two instants enclose the local day
    const before = offsetAt((dayNumber - 1) * day);
    const steady = before === offsetAt((dayNumber + 2) * day) ? before : null;
    if (days.size >= mostDays) days.clear();
    days.set(dayNumber, steady);
    return steady;
  };
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

import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Since 1972-05-01, when Liberia gave up 44 min 30 s, every zone is whole quarters of an hour from UTC. */
const wholeQuartersSince = Date.UTC(1972, 4, 1);
const quarterMs = 15 * 60 * 1000;

/**
 * The calendar dates on which instants fall in a zone, each once. The store says so and not JavaScript: KPIs ask the
 * store, and two copies of the zone rules may differ. Instants of the same quarter of an hour are asked for once.
 *
 * @param instants - milliseconds since 1970
 * @returns `2026-10-31`
 */
export async function localDays(
  trx: Transaction<Tables>,
  instants: readonly number[],
  timezone: string,
): Promise<readonly string[]> {
  const moments = new Set<number>();
  let last: number | null = null;
  for (const instant of instants) {
    const moment = instant < wholeQuartersSince ? instant : Math.floor(instant / quarterMs) * quarterMs;
    // Neighbours mostly share a quarter.
    if (moment !== last) moments.add(moment);
    last = moment;
  }
  if (moments.size === 0) return [];
  const seconds = [...moments].map(moment => moment / 1000);
  const { rows } = await sql<{ day: string }>`
    select distinct (to_timestamp(second) at time zone ${timezone}::text)::date as day
    from unnest(${seconds}::float8[]) as second`.execute(trx);
  return rows.map(row => row.day);
}

import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Marks days whose feedback, annotations or segments changed, so that every KPI with a lower mark computes them again.
 * The shared lock is held until the transaction ends: a refresh never overtakes a mark that is not yet committed.
 *
 * @param days - local dates of the pipeline's zone, `2026-10-31`; in any order, repeats allowed, none is fine
 */
export async function markDirtyDays(
  trx: Transaction<Tables>,
  pipeline: string,
  days: readonly string[],
): Promise<void> {
  if (days.length === 0) return;
  await sql`select pg_advisory_xact_lock_shared(${daysLock(pipeline)})`.execute(trx);
  // In order of days, so that two streams of a pipeline that mark the same days cannot block each other in a circle.
  await sql`
    insert into dirty_day (pipeline, day, mark)
    select ${pipeline}::text, dirty.day, ${nextMark(pipeline)}
    from (select distinct unnest(${days}::date[]) as day order by 1) as dirty
    on conflict (pipeline, day) do update set mark = excluded.mark`.execute(trx);
}

/**
 * Waits for every transaction that marks days of the pipeline, and keeps new ones waiting until this one ends. The wait,
 * and any statement behind it, may take ten minutes.
 */
export async function holdDirtyDays(trx: Transaction<Tables>, pipeline: string): Promise<void> {
  const lock = daysLock(pipeline);
  // Mostly nobody is in the way, and one question is enough. A wait begins anew, since its time is the statement's.
  const { rows } = await sql<{ held: boolean }>`
    select set_config('statement_timeout', '10min', true), pg_try_advisory_xact_lock(${lock}) as held`.execute(trx);
  if (!rows[0]!.held) await sql`select pg_advisory_xact_lock(${lock})`.execute(trx);
}

/** Advisory locks are of the whole database; the schema keeps clients apart. */
const daysLock = (pipeline: string) =>
  sql<number>`hashtextextended(current_schema() || '/dirty-day/' || ${pipeline}::text, 0)`;

/** Above every mark and every refresh; two transactions that mark at the same time may take the same. */
const nextMark = (pipeline: string) => sql<number>`(
  select 1 + greatest(
    (select coalesce(max(mark), 0) from dirty_day where pipeline = ${pipeline}::text),
    (select coalesce(max(refreshed_mark), 0) from kpi_definition where pipeline = ${pipeline}::text)
  ))`;

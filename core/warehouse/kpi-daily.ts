import { type RawBuilder, sql, type Transaction } from 'kysely';
import { holdDirtyDays } from './dirty-days.ts';
import { definitionDigest, type KpiDefinition } from './kpi-definition.ts';
import { type DayRanges, dailyPartsSql } from './kpi-parts-sql.ts';
import { retireAnnotations } from './retire-annotations.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

interface RefreshRequest {
  readonly pipeline: string;
  /** IANA name; a day is a calendar day of this zone. */
  readonly timezone: string;
  /** The whole set of the pipeline: daily parts of any other definition are removed. */
  readonly kpis: readonly KpiDefinition[];
  /** Text steps of the plan: annotations by any other are removed first. Left out: all annotations count. */
  readonly scorers?: readonly string[];
}

/** What a refresh did for one KPI. */
export interface Refreshed {
  /** Days computed; 0 when nothing changed since the last refresh. */
  readonly days: number;
  /** Daily cells written. */
  readonly cells: number;
}

/**
 * Brings the daily parts of a pipeline's KPIs up to date in one transaction: every day of a new definition, else only
 * days that were marked since its last refresh. Readers see the old set or the new one. Running it twice, even at the
 * same time, gives the same rows, so it needs no fence.
 *
 * @returns by id of the KPI's use
 * @throws VB1212 for a dimension that feedback does not have
 */
export async function refreshKpis(
  warehouse: Warehouse,
  { pipeline, timezone, kpis, scorers }: RefreshRequest,
): Promise<Readonly<Record<string, Refreshed>>> {
  return await warehouse.transaction(async trx => {
    await sql`set local statement_timeout = '10min'`.execute(trx);
    let mark = await holdDirtyDays(trx, pipeline);
    if (scorers !== undefined) {
      await retireAnnotations(trx, { pipeline, timezone, scorers });
      mark = await holdDirtyDays(trx, pipeline);
    }
    const refreshed: Record<string, Refreshed> = {};
    const done = new Map<number, Refreshed>();
    for (const kpi of kpis) {
      const definition = await putDefinition(trx, pipeline, timezone, kpi);
      // Two uses of a KPI may differ in their minimum base alone; their parts are the same.
      const result = done.get(definition.id) ?? (await refresh(trx, { pipeline, timezone, kpi, mark, ...definition }));
      done.set(definition.id, result);
      refreshed[kpi.use.id] = result;
    }
    await removeOthers(trx, pipeline, [...done.keys()]);
    return refreshed;
  });
}

interface Stored {
  readonly id: number;
  /** `null` when it was never refreshed. */
  readonly refreshedMark: number | null;
}

async function putDefinition(
  trx: Transaction<Tables>,
  pipeline: string,
  timezone: string,
  kpi: KpiDefinition,
): Promise<Stored> {
  const key = { pipeline, kpi: kpi.use.use, on_question: kpi.use.on, digest: definitionDigest(kpi, timezone) };
  let query = trx.selectFrom('kpi_definition').select(['id', 'refreshed_mark']);
  for (const [column, value] of Object.entries(key)) query = query.where(column as keyof typeof key, '=', value);
  const known = await query.executeTakeFirst();
  if (known) return { id: known.id, refreshedMark: known.refreshed_mark };
  const { id } = await trx
    .insertInto('kpi_definition')
    .values({ ...key, dimensions: JSON.stringify(kpi.use.by), refreshed_mark: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, refreshedMark: null };
}

interface RefreshOne extends Stored {
  readonly pipeline: string;
  readonly timezone: string;
  readonly kpi: KpiDefinition;
  readonly mark: number;
}

async function refresh(trx: Transaction<Tables>, one: RefreshOne): Promise<Refreshed> {
  const days = one.refreshedMark === null ? null : await dirtyDays(trx, one.pipeline, one.refreshedMark);
  if (days?.count === 0) return { days: 0, cells: 0 };
  // One statement: what it removes are the rows from before it, what it puts in are the new ones.
  const { rows } = await sql<Refreshed>`
    with removed as (${removeDaysSql(one.id, days?.ranges ?? [])}),
    daily as (${dailyPartsSql(one.kpi, { ...one, days: days?.ranges ?? null })}),
    put as (
      insert into kpi_daily (definition_id, day, cell, parts)
      select ${one.id}::int, day, cell, parts from daily returning day
    ),
    done as (update kpi_definition set refreshed_mark = ${one.mark}::bigint where id = ${one.id}::int)
    select count(*) as cells, count(distinct day) as days from put`.execute(trx);
  const written = rows[0]!;
  return { days: days?.count ?? written.days, cells: written.cells };
}

/** Days marked after `mark`, neighbours joined to ranges: a load of three years is one range, not a thousand. */
async function dirtyDays(
  trx: Transaction<Tables>,
  pipeline: string,
  mark: number,
): Promise<{ readonly count: number; readonly ranges: NonNullable<DayRanges> }> {
  const { rows } = await sql<{ first: string; last: string; days: number }>`
    select min(day) as first, max(day) as last, count(*) as days
    from (
      select day, day - (row_number() over (order by day))::int as island
      from dirty_day where pipeline = ${pipeline}::text and mark > ${mark}::bigint
    ) as marked
    group by island order by island`.execute(trx);
  return { count: rows.reduce((sum, range) => sum + range.days, 0), ranges: rows };
}

const removeDaysSql = (definition: number, ranges: NonNullable<DayRanges>): RawBuilder<unknown> => sql`
  delete from kpi_daily using unnest(
    ${ranges.map(range => range.first)}::date[], ${ranges.map(range => range.last)}::date[]
  ) as dirty (first, last)
  where definition_id = ${definition}::int and day between dirty.first and dirty.last`;

/** Their daily parts go with them. */
async function removeOthers(trx: Transaction<Tables>, pipeline: string, kept: readonly number[]): Promise<void> {
  await trx
    .deleteFrom('kpi_definition')
    .where('pipeline', '=', pipeline)
    .where(sql<boolean>`id <> all(${kept}::int[])`)
    .execute();
}

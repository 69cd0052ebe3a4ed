import { type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
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
    await holdDirtyDays(trx, pipeline);
    if (scorers !== undefined) await retireAnnotations(trx, { pipeline, timezone, scorers });
    const { known, dirty } = await readState(trx, pipeline);
    const refreshed: Record<string, Refreshed> = {};
    const done = new Map<number, Refreshed>();
    for (const kpi of kpis) {
      const key = keyOf(kpi, timezone);
      const { id, mark } = known.get(identity(key)) ?? (await addDefinition(trx, pipeline, kpi, key));
      known.set(identity(key), { id, mark });
      const after = mark ?? never;
      const days = dirty.get(after) ?? (await readDirtyDays(trx, pipeline, after));
      dirty.set(after, days);
      // Two uses of a KPI may differ in their minimum base alone; their parts are the same.
      const result = done.get(id) ?? (await refresh(trx, { id, pipeline, timezone, kpi, days, isNew: mark === null }));
      done.set(id, result);
      refreshed[kpi.use.id] = result;
    }
    await removeDefinitions(
      trx,
      [...known.values()].map(({ id }) => id).filter(id => !done.has(id)),
    );
    return refreshed;
  });
}

/** Below every mark. */
const never = -1;

interface Definition {
  readonly id: number;
  /** The highest mark that its daily parts include; `null` when it was never refreshed. */
  readonly mark: number | null;
}

type DefinitionKey = Pick<Selectable<Tables['kpi_definition']>, 'kpi' | 'on_question' | 'digest'>;

const keyOf = (kpi: KpiDefinition, timezone: string): DefinitionKey => ({
  kpi: kpi.use.use,
  on_question: kpi.use.on,
  digest: definitionDigest(kpi, timezone),
});

const identity = ({ kpi, on_question, digest }: DefinitionKey): string => JSON.stringify([kpi, on_question, digest]);

interface State {
  /** Definitions by identity. */
  readonly known: Map<string, Definition>;
  /** Days by the mark that they are above. Most often all definitions were refreshed together: it is one. */
  readonly dirty: Map<number, DirtyDays>;
}

/** Definitions of a pipeline, and the days marked since the refresh that lies back longest, in one question. */
async function readState(trx: Transaction<Tables>, pipeline: string): Promise<State> {
  const { rows } = await sql<{
    known: readonly (DefinitionKey & Definition)[];
    oldest: number | null;
    ranges: readonly MarkedRange[];
  }>`
    with known as (
      select id, kpi, on_question, digest, refreshed_mark as mark from kpi_definition where pipeline = ${pipeline}::text
    ), oldest as (select min(mark) as mark from known)
    select (select coalesce(jsonb_agg(known), '[]') from known) as known, (select mark from oldest) as oldest,
      (select coalesce(jsonb_agg(range order by range.first), '[]')
        from (${rangesSql(pipeline, sql`(select mark from oldest)`)}) as range) as ranges`.execute(trx);
  const { known, oldest, ranges } = rows[0]!;
  return {
    known: new Map(known.map(one => [identity(one), { id: one.id, mark: one.mark }])),
    dirty: new Map(oldest === null ? [] : [[oldest, dirtyDaysOf(ranges)]]),
  };
}

async function addDefinition(
  trx: Transaction<Tables>,
  pipeline: string,
  kpi: KpiDefinition,
  key: DefinitionKey,
): Promise<Definition> {
  const { id } = await trx
    .insertInto('kpi_definition')
    .values({ ...key, pipeline, dimensions: JSON.stringify(kpi.use.by), refreshed_mark: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, mark: null };
}

interface RefreshOne {
  /** Of the definition. */
  readonly id: number;
  readonly pipeline: string;
  readonly timezone: string;
  readonly kpi: KpiDefinition;
  readonly days: DirtyDays;
  /** Every day is computed then, dirty or not. */
  readonly isNew: boolean;
}

async function refresh(trx: Transaction<Tables>, one: RefreshOne): Promise<Refreshed> {
  const { days, isNew } = one;
  if (!isNew && days.count === 0) return { days: 0, cells: 0 };
  // One statement: what it removes are the rows from before it, what it puts in are the new ones.
  const { rows } = await sql<Refreshed>`
    with removed as (${removeDaysSql(one.id, isNew ? [] : days.ranges)}),
    daily as (${dailyPartsSql(one.kpi, { ...one, days: isNew ? null : days.ranges })}),
    put as (
      insert into kpi_daily (definition_id, day, cell, counts, sums)
      select ${one.id}::int, day, cell, counts, sums from daily returning day
    ),
    done as (update kpi_definition set refreshed_mark = ${days.mark}::bigint where id = ${one.id}::int)
    select count(*) as cells, count(distinct day) as days from put`.execute(trx);
  const written = rows[0]!;
  return { days: isNew ? written.days : days.count, cells: written.cells };
}

interface DirtyDays {
  readonly count: number;
  /** Neighbours joined: a load of three years is one range, not a thousand. */
  readonly ranges: NonNullable<DayRanges>;
  /** The highest of their marks; 0 when there are none. */
  readonly mark: number;
}

interface MarkedRange {
  readonly first: string;
  readonly last: string;
  readonly days: number;
  readonly mark: number;
}

/** Days marked after a mark. */
async function readDirtyDays(trx: Transaction<Tables>, pipeline: string, after: number): Promise<DirtyDays> {
  const { rows } = await rangesSql(pipeline, sql`${after}::bigint`).execute(trx);
  return dirtyDaysOf(rows);
}

const rangesSql = (pipeline: string, after: RawBuilder<unknown>): RawBuilder<MarkedRange> => sql`
  select min(day) as first, max(day) as last, count(*) as days, max(mark) as mark
  from (
    select day, mark, day - (row_number() over (order by day))::int as island
    from dirty_day where pipeline = ${pipeline}::text and mark > ${after}
  ) as marked
  group by island order by island`;

const dirtyDaysOf = (ranges: readonly MarkedRange[]): DirtyDays => ({
  count: ranges.reduce((sum, range) => sum + range.days, 0),
  ranges,
  mark: ranges.reduce((highest, range) => Math.max(highest, range.mark), 0),
});

const removeDaysSql = (definition: number, ranges: NonNullable<DayRanges>): RawBuilder<unknown> => sql`
  delete from kpi_daily using unnest(
    ${ranges.map(range => range.first)}::date[], ${ranges.map(range => range.last)}::date[]
  ) as dirty (first, last)
  where definition_id = ${definition}::int and day between dirty.first and dirty.last`;

/** Definitions with their daily parts. */
async function removeDefinitions(trx: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.deleteFrom('kpi_daily').where('definition_id', 'in', ids).execute();
  await trx.deleteFrom('kpi_definition').where('id', 'in', ids).execute();
}

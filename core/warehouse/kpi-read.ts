import { type RawBuilder, sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Cell, CellParts } from '../model/metric.ts';
import { dateStartingAt, type Window } from '../model/window.ts';
import { definitionDigest, type KpiDefinition, type StoredPart, storedParts } from './kpi-definition.ts';
import type { Warehouse } from './warehouse.ts';

interface ReadRequest {
  readonly pipeline: string;
  readonly definition: KpiDefinition;
  /** Whole local days each; they may overlap, and all are read by one query. */
  readonly windows: readonly Window[];
  readonly timezone: string;
  /** Some of the definition's dimensions, in any order; none = one cell `{}` a window. */
  readonly by: readonly string[];
}

/**
 * Sums daily parts over windows and cells.
 *
 * Every window has a row for every cell that has data in any of the windows; where it has none itself, all parts are 0.
 * Without `by` there is always one cell, so an empty warehouse gives parts of 0.
 *
 * @returns in the order of the windows, then of the cells' values, `null` last
 * @throws VB6004 when a window is empty or does not start and end at a local midnight; VB1212 when the definition lacks a
 *   dimension; VB4011 when the definition was never refreshed
 */
export async function readParts(warehouse: Pick<Warehouse, 'db'>, request: ReadRequest): Promise<readonly CellParts[]> {
  const { windows, timezone, by, definition } = request;
  const days = daysOf(windows, timezone);
  const positions = by.map(dimension => positionOf(dimension, definition));
  const stored = storedParts(definition);
  if (windows.length === 0) return [];
  const { rows } = await partsSql(request, days, positions, stored).execute(warehouse.db);
  if (rows.length === 0) throw unmeasured(request);
  const cells = cellsOf(rows, by);
  return windows.flatMap((window, index) =>
    cells.map(({ cell, figures }) => {
      const parts = figures.get(index + 1);
      return { window, cell, parts: Object.fromEntries(stored.map(({ name }, at) => [name, parts?.[at] ?? 0])) };
    }),
  );
}

/** A cell with its figures; `null` throughout in the one row of a definition without any. */
interface Row {
  readonly cell: readonly (string | null)[] | null;
  /** Of the request's windows, from 1: those in which the cell has data. */
  readonly windows: readonly number[] | null;
  /** Of the same windows. */
  readonly parts: readonly (readonly number[])[] | null;
}

interface CellFigures {
  readonly cell: Cell;
  readonly figures: ReadonlyMap<number, readonly number[]>;
}

function cellsOf(rows: readonly Row[], by: readonly string[]): readonly CellFigures[] {
  return rows.flatMap(({ cell, windows, parts }) => {
    if (cell === null && by.length > 0) return [];
    return {
      cell: Object.fromEntries(by.map((dimension, position) => [dimension, cell?.[position] ?? null])),
      figures: new Map(windows?.map((window, index) => [window, parts?.[index] ?? []])),
    };
  });
}

/**
 * Windows may overlap and there may be many, so days are first summed once into the slices between all the windows'
 * ends, by cell as it is stored, and windows are put together from slices: each daily row is touched once.
 */
function partsSql(
  { pipeline, definition, timezone }: ReadRequest,
  days: readonly Days[],
  positions: readonly number[],
  stored: readonly StoredPart[],
): RawBuilder<Row> {
  const ends = [...new Set(days.flatMap(({ from, to }) => [from, to]))].sort();
  const spans = days.flatMap(({ from, to }, index) =>
    ends.flatMap((end, slice) => (from <= end && end < to ? { window: index + 1, slice: slice + 1 } : [])),
  );
  const coordinates = positions.map((_, position) => sql.ref(`c${position}`));
  const values = positions.map((at, position) => sql`slice.cell[${at + 1}::int] as ${coordinates[position]}`);
  const parts = stored.map((_, position) => sql.ref(`p${position}`));
  const sums = stored.map(
    ({ column, place }, position) => sql`sum(d.${sql.ref(column)}[${place}::int]) as ${parts[position]}`,
  );
  // Bound as dates, not as texts to cast: such a cast would run for every row.
  return sql<Row>`
    with definition as (
      select id from kpi_definition
      where pipeline = ${pipeline}::text and kpi = ${definition.use.use}::text and on_question = ${definition.use.on}::text
        and digest = ${definitionDigest(definition, timezone)}::text
    ),
    slice as (
      select ${sql.join([sql`width_bucket(d.day, ${ends}::date[]) as slice`, sql`d.cell::text[] as cell`, ...sums])}
      from kpi_daily as d
      where d.definition_id = (select id from definition)
        and d.day >= ${ends[0]}::date and d.day < ${ends.at(-1)}::date
      group by slice, d.cell
    ),
    figure as (
      select "window", array[${list(coordinates)}]::text[] as cell,
        array[${list(parts.map(part => sql`sum(${part})`))}]::float8[] as parts
      from (
        select ${sql.join([sql`span."window"`, ...values, ...parts])}
        from unnest(${spans.map(({ window }) => window)}::int[], ${spans.map(({ slice }) => slice)}::int[])
          as span ("window", slice)
        join slice using (slice)
      ) as share
      group by ${sql.join([sql`"window"`, ...coordinates])}
    )
    select found.*
    from definition
    left join (
      select cell, array_agg("window") as windows, json_agg(parts) as parts from figure group by cell
    ) as found on true
    order by found.cell collate "C"`;
}

const list = (items: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  items.length === 0 ? sql`` : sql.join([...items]);

interface Days {
  readonly from: string;
  readonly to: string;
}

function daysOf(windows: readonly Window[], timezone: string): readonly Days[] {
  const instants = new Set(windows.flatMap(({ from, to }) => [from, to]));
  // Windows side by side share an end, and dates in a zone are slow to find.
  const dates = new Map([...instants].map(instant => [instant, dateStartingAt(instant, timezone)]));
  return windows.map(window => {
    const [from, to] = [dates.get(window.from) ?? null, dates.get(window.to) ?? null];
    if (from !== null && to !== null && from < to) return { from, to };
    throw new VerbatimError(
      'VB6004',
      `the window ${window.from} to ${window.to} is not made of whole days in ${timezone}`,
      {
        hint: 'a KPI window starts and ends at midnight in the zone of its pipeline, such as a calendar month',
      },
    );
  });
}

function positionOf(dimension: string, { use }: KpiDefinition): number {
  const position = use.by.indexOf(dimension);
  if (position >= 0) return position;
  throw new VerbatimError('VB1212', `${use.id} is not cut by "${dimension}"`, {
    hint: use.by.length === 0 ? `add "${dimension}" to its "by"` : `its dimensions are ${use.by.join(', ')}`,
  });
}

const unmeasured = ({ definition, pipeline }: ReadRequest): VerbatimError =>
  new VerbatimError('VB4011', `${definition.use.id} of ${pipeline} was not yet measured as it is defined now`, {
    hint: `run the pipeline first: verbatim run ${pipeline}`,
  });

import { type RawBuilder, sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { CellParts } from '../model/metric.ts';
import { dateOf, startOfDate, type Window } from '../model/window.ts';
import { definitionDigest, type KpiDefinition, partNames } from './kpi-definition.ts';
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
  const days = windows.map(window => daysOf(window, timezone));
  const positions = by.map(dimension => positionOf(dimension, definition));
  const names = partNames(definition);
  if (windows.length === 0) return [];
  const { rows } = await partsSql(request, days, positions, names).execute(warehouse.db);
  if (rows.length === 0) throw unmeasured(request);
  return rows.flatMap(({ window, cell, parts }) => {
    if (window === null) return [];
    return {
      window: windows[window - 1]!,
      cell: Object.fromEntries(by.map((dimension, position) => [dimension, cell[position] ?? null])),
      parts: Object.fromEntries(names.map((name, position) => [name, parts[position] ?? 0])),
    };
  });
}

interface Row {
  /** Of the request's windows, from 1; `null` in the one row of a definition that has no cell to show. */
  readonly window: number | null;
  readonly cell: readonly (string | null)[];
  readonly parts: readonly number[];
}

/**
 * Windows may overlap and there may be many, so days are first summed once into the slices between all the windows'
 * ends, and windows are put together from slices: each daily row is touched once.
 */
function partsSql(
  { pipeline, definition, timezone }: ReadRequest,
  days: readonly Days[],
  positions: readonly number[],
  names: readonly string[],
): RawBuilder<Row> {
  const ends = [...new Set(days.flatMap(({ from, to }) => [from, to]))].sort();
  const sliceOf = (date: string): number => ends.indexOf(date) + 1;
  const coordinates = positions.map((_, position) => sql.ref(`c${position}`));
  const parts = names.map((_, position) => sql.ref(`p${position}`));
  const values = positions.map((at, position) => sql`d.cell[${at + 1}::int] as ${coordinates[position]}`);
  const sums = names.map((_, position) => sql`sum(d.parts[${position + 1}::int]) as ${parts[position]}`);
  const cell = sql`array[${sql.join([...coordinates])}]::text[]`;
  const cells = positions.length === 0 ? sql`select array[]::text[] as cell` : sql`select distinct cell from figure`;
  // Bound as dates, not as texts to cast: such a cast would run for every row.
  return sql<Row>`
    with definition as (
      select id from kpi_definition
      where pipeline = ${pipeline}::text and kpi = ${definition.use.use}::text and on_question = ${definition.use.on}::text
        and digest = ${definitionDigest(definition, timezone)}::text
    ),
    span as (
      select * from unnest(${days.map(({ from }) => sliceOf(from))}::int[], ${days.map(({ to }) => sliceOf(to))}::int[])
      with ordinality as span (first, after, number)
    ),
    slice as (
      select ${sql.join([sql`width_bucket(d.day, ${ends}::date[]) as slice`, ...values, ...sums])}
      from kpi_daily as d
      where d.definition_id = (select id from definition)
        and d.day >= ${ends[0]}::date and d.day < ${ends.at(-1)}::date
      group by ${sql.join([sql`slice`, ...coordinates])}
    ),
    figure as (
      select span.number, ${cell} as cell,
        array[${sql.join(parts.map(part => sql`coalesce(sum(${part}), 0)`))}]::float8[] as parts
      from span join slice on slice.slice >= span.first and slice.slice < span.after
      group by ${sql.join([sql`span.number`, ...coordinates])}
    )
    select grid.number as "window", grid.cell, coalesce(figure.parts, '{}') as parts
    from definition
    left join (select span.number, cell.cell from span cross join (${cells}) as cell) as grid on true
    left join figure on figure.number = grid.number and figure.cell = grid.cell
    order by grid.number, grid.cell collate "C"`;
}

interface Days {
  readonly from: string;
  readonly to: string;
}

function daysOf(window: Window, timezone: string): Days {
  const [from, to] = [dateOf(window.from, timezone), dateOf(window.to, timezone)];
  const whole = isStart(window.from, from, timezone) && isStart(window.to, to, timezone);
  if (whole && from < to) return { from, to };
  throw new VerbatimError(
    'VB6004',
    `the window ${window.from} to ${window.to} is not made of whole days in ${timezone}`,
    {
      hint: 'a KPI window starts and ends at midnight in the zone of its pipeline, such as a calendar month',
    },
  );
}

const isStart = (instant: string, date: string, timezone: string): boolean =>
  Date.parse(instant) === Date.parse(startOfDate(date, timezone));

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

import type { CellParts, Parts } from '../model/metric.ts';
import type { Change, Figure, SegmentRow, SegmentTable } from '../model/report.ts';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts';
import { verdictOf } from '../stats/publication.ts';
import { hiddenCells } from '../stats/suppression.ts';
import { changeOf, figureOf, isTested, type Metric, measure } from './figure.ts';
import type { ReportReader } from './input.ts';
import { type Labels, type Names, namesOf } from './label.ts';
import { addParts, currentOf, monthsBefore, type Series, subtractParts } from './months.ts';
import { segmentTitle } from './segment-title.ts';

/** One KPI cut by one dimension, in the report's own period and the one before. */
export interface Cut {
  readonly series: Series;
  readonly dimension: string;
  readonly names: Names;
  readonly current: ReadonlyMap<string | null, Parts>;
  readonly previous: ReadonlyMap<string | null, Parts>;
}

/** Touchpoint and channel come first, others in the order in which the KPIs name them. */
export function dimensionsOf(all: readonly Series[]): readonly string[] {
  const named = new Set(all.flatMap(({ kpi }) => kpi.use.by));
  const first = ['touchpoint', 'channel'].filter(dimension => named.has(dimension));
  return [...new Set([...first, ...named])];
}

/** Reads a KPI along a dimension. */
export async function readCut(series: Series, dimension: string, labels: Labels, reader: ReportReader): Promise<Cut> {
  const [now, before] = [currentOf(series), monthsBefore(series, 1)];
  const windows = before ? [now.window, before.window] : [now.window];
  const cells = await reader.readParts(series.kpi, windows, [dimension]);
  const at = (from: string | undefined): ReadonlyMap<string | null, Parts> =>
    new Map(cells.filter(cell => cell.window.from === from).map(cell => [valueAt(cell, dimension), cell.parts]));
  return {
    series,
    dimension,
    names: namesOf(dimension, labels),
    current: at(now.window.from),
    previous: at(before?.window.from),
  };
}

const valueAt = (cell: CellParts, dimension: string): string | null => cell.cell[dimension] ?? null;

/**
 * One dimension × the KPIs that are cut by it: each cell against the rest of its column, all tests of the table as one
 * family, and no cell below 5 left to be worked out. `null` when there is nothing to show.
 *
 * @param cuts - of one dimension, in the order of the KPIs
 */
export function segmentTable(cuts: readonly Cut[]): SegmentTable | null {
  const columns = cuts.map(columnOf).filter(column => column !== null);
  const values = [...new Set(columns.flatMap(column => [...column.figures.keys()]))];
  if (!cuts[0] || columns.length === 0 || values.length === 0) return null;
  const { dimension, names } = cuts[0];
  const tested = controlFamily(columns);
  const rows = sortRows(values.map(value => rowOf(cuts[0]!, value, columns, tested)));
  const total: SegmentRow = {
    value: null,
    label: { fr: 'Ensemble', en: 'Total' },
    cells: columns.map(({ total: figure }) => ({ figure, change: null })),
  };
  const infos = columns.map(column => column.metric.info);
  return {
    dimension,
    label: names.dimension,
    kpis: infos.map(info => info.id),
    rows,
    total,
    title: segmentTitle(names.dimension, infos, rows),
  };
}

interface Column {
  readonly metric: Metric;
  readonly figures: ReadonlyMap<string | null, Figure>;
  readonly changes: ReadonlyMap<string | null, Change>;
  readonly total: Figure;
}

function columnOf({ series, dimension, current }: Cut): Column | null {
  const cells = [...current].filter(([, parts]) => measure(series, parts).n > 0).sort(byValue);
  const bases = cells.map(([, parts]) => measure(series, parts).n);
  const hidden = hiddenCells(bases);
  // Nothing is left to hide behind: even the list of values would tell who answered.
  if (cells.length === 0 || hidden.every(Boolean)) return null;
  const { month } = currentOf(series);
  const whole = addParts(cells.map(([, parts]) => parts));
  const figures = new Map<string | null, Figure>();
  const changes = new Map<string | null, Change>();
  cells.forEach(([value, parts], index) => {
    const figure = figureOf(series, parts, { month, cell: { [dimension]: value }, current: true }, hidden[index]);
    figures.set(value, figure);
    if (figure.state === 'suppressed') return;
    changes.set(value, changeOf(series, parts, subtractParts(whole, parts), { against: 'rest', month: null }));
  });
  const total = figureOf(series, currentOf(series).parts, { month, cell: {}, current: true });
  return { metric: series, figures, changes, total };
}

/** Gives every test of the table its q, and the verdict that follows from it. */
function controlFamily(columns: readonly Column[]): ReadonlyMap<Change, Change> {
  const tests = columns.flatMap(({ figures, changes }) =>
    [...changes].map(([value, change]) => ({ change, figure: figures.get(value)! })),
  );
  const family = tests.filter(({ change }) => isTested(change.verdict) && change.p !== null);
  const qs = benjaminiHochberg(family.map(({ change }) => change.p ?? 1));
  return new Map(
    family.map(({ change, figure }, index) => {
      const q = qs[index]!;
      const verdict = verdictOf(figure.state, 'shown', { delta: change.delta ?? 0, p: q });
      return [change, { ...change, q, verdict }];
    }),
  );
}

function rowOf(
  { dimension, names }: Cut,
  value: string | null,
  columns: readonly Column[],
  tested: ReadonlyMap<Change, Change>,
): SegmentRow {
  const cells = columns.map(column => {
    const change = column.changes.get(value) ?? null;
    const figure = column.figures.get(value) ?? emptyFigure(column, dimension, value);
    return { figure, change: change && (tested.get(change) ?? change) };
  });
  return { value, label: names.valueOf(value), cells };
}

const emptyFigure = ({ metric, total }: Column, dimension: string, value: string | null): Figure =>
  figureOf(metric, {}, { month: total.month, cell: { [dimension]: value }, current: true });

/** Largest base of the first KPI first; hidden cells do not betray their order; "not given" last. */
function sortRows(rows: readonly SegmentRow[]): readonly SegmentRow[] {
  const base = (row: SegmentRow): number => row.cells[0]?.figure.n ?? 0;
  return rows.toSorted((a, b) => {
    if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
    return base(b) - base(a) || compareText(a.value ?? '', b.value ?? '');
  });
}

const byValue = ([a]: readonly [string | null, Parts], [b]: readonly [string | null, Parts]): number =>
  compareText(a ?? '\uffff', b ?? '\uffff');
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

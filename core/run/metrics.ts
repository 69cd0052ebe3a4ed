import { VerbatimError } from '../errors.ts';
import type { Cell, MetricValue } from '../model/metric.ts';
import { type Period, periodsOf, type Window } from '../model/window.ts';
import type { Plan } from '../plan/plan.ts';
import { timeDimensions } from '../spec/dimensions.ts';
import { readParts } from '../warehouse/kpi-read.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { kpiNodeOf, type LoadedKpi, loadKpis } from './kpi-definitions.ts';
import type { Runtime } from './runtime.ts';

interface MetricQuery {
  readonly window: Window;
  /** One KPI by its plugin id or by its id in the plan; all when left out. */
  readonly kpi?: string;
  /** Dimensions to cross, of time at most one; without it: the total and each single dimension of the KPI. */
  readonly by?: readonly string[];
}

interface MetricRuntime extends Pick<Runtime, 'registry' | 'environment' | 'root'> {
  /** `null` = nothing was ever stored. */
  readonly warehouse: Warehouse | null;
}

/**
 * The KPIs of a plan over a window, from the daily parts of the last refresh.
 *
 * @returns per KPI in the pipeline's order: the total first, then each cut with its cells ordered by value
 * @throws VB1203 when no KPI of the plan is so called, VB1212 when it is not cut by a dimension that is asked for, or two of
 * time are
 */
export async function readMetrics(
  plan: Plan,
  runtime: MetricRuntime,
  query: MetricQuery,
): Promise<readonly MetricValue[]> {
  const node = kpiNodeOf(plan);
  const all = node ? await loadKpis(node, runtime) : [];
  const chosen = query.kpi === undefined ? all : all.filter(({ use }) => use.use === query.kpi || use.id === query.kpi);
  if (query.kpi !== undefined && chosen.length === 0) {
    throw new VerbatimError('VB1203', `pipeline "${plan.pipeline}" has no KPI "${query.kpi}"`, {
      hint: `it has: ${all.map(({ use }) => use.id).join(', ') || 'none'}`,
    });
  }
  const values: MetricValue[] = [];
  for (const kpi of chosen) {
    for (const by of cutsOf(kpi, query.by)) {
      if (runtime.warehouse !== null) values.push(...(await readCut(plan, runtime.warehouse, kpi, query.window, by)));
    }
  }
  return values;
}

const isPeriod = (dimension: string): dimension is Period => timeDimensions.some(time => time === dimension);

function cutsOf({ use }: LoadedKpi, by: readonly string[] | undefined): readonly (readonly string[])[] {
  if (by === undefined) return [[], ...[...use.by, ...(use.periods ?? [])].map(dimension => [dimension])];
  const unknown = by.find(dimension => !use.by.includes(dimension) && !isPeriod(dimension));
  if (unknown !== undefined) {
    throw new VerbatimError('VB1212', `KPI "${use.id}" is not cut by "${unknown}"`, {
      hint: `it is cut by: ${[...use.by, ...timeDimensions].join(', ')}; add the dimension to its "by"`,
    });
  }
  const periods = by.filter(isPeriod);
  if (periods.length > 1) {
    throw new VerbatimError('VB1212', `a cell has one of ${periods.join(' and ')}`, { hint: 'ask for one of them' });
  }
  return [by];
}

async function readCut(
  plan: Plan,
  warehouse: Warehouse,
  kpi: LoadedKpi,
  window: Window,
  by: readonly string[],
): Promise<MetricValue[]> {
  const period = by.find(isPeriod);
  const pieces = period === undefined ? [] : periodsOf(window, period, plan.timezone);
  const names = new Map(pieces.map(piece => [piece.window, piece.name]));
  const cells = await readParts(warehouse, {
    pipeline: plan.pipeline,
    timezone: plan.timezone,
    definition: kpi.definition,
    windows: period === undefined ? [window] : [...names.keys()],
    by: by.filter(dimension => dimension !== period),
  });
  return cells
    .map(({ window: piece, cell, parts }) => ({
      parts,
      cell: Object.fromEntries(by.map(one => [one, (one === period ? names.get(piece) : cell[one]) ?? null])),
    }))
    .sort((a, b) => compareCells(a.cell, b.cell, by))
    .map(({ cell, parts }) => {
      const { variance: _variance, ...measure } = kpi.plugin.measure(parts, kpi.options);
      return {
        kpi: kpi.use.use,
        on: kpi.use.on,
        definition: kpi.version,
        window,
        cell,
        unit: kpi.plugin.unit,
        ...measure,
      };
    });
}

/** By value in code-unit order, "not given" last. */
function compareCells(a: Cell, b: Cell, by: readonly string[]): number {
  for (const dimension of by) {
    const [left, right] = [a[dimension] ?? null, b[dimension] ?? null];
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -1 : 1;
  }
  return 0;
}

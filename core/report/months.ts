import type { Parts } from '../model/metric.ts';
import { addMonths, asMonth, monthWindow, type Window } from '../model/window.ts';
import type { Metric } from './figure.ts';
import type { ReportInput, ReportReader } from './input.ts';

/** Two years and the month itself: a year's change of every month of the last year can be seen. */
const longest = 25;

/** One month, or the whole window when that is no calendar month. */
export interface Period {
  readonly month: string | null;
  readonly window: Window;
}

/** The periods that a report looks at, oldest first, its own last. */
export function periodsOf({ node, plan }: ReportInput): readonly Period[] {
  const month = asMonth(node.window, plan.timezone);
  if (month === null) return [{ month: null, window: node.window }];
  return Array.from({ length: longest }, (_, index) => {
    const one = addMonths(month, index - longest + 1);
    return { month: one, window: monthWindow(one, plan.timezone) };
  });
}

/** A KPI over all periods, uncut. */
export interface Series extends Metric {
  readonly points: readonly (Period & { readonly parts: Parts })[];
}

/** Reads a KPI over the periods. */
export async function readSeries(metric: Metric, periods: readonly Period[], reader: ReportReader): Promise<Series> {
  const cells = await reader.readParts(
    metric.kpi,
    periods.map(period => period.window),
    [],
  );
  const byStart = new Map(cells.map(cell => [cell.window.from, cell.parts]));
  return { ...metric, points: periods.map(period => ({ ...period, parts: byStart.get(period.window.from) ?? {} })) };
}

/** The report's own period of a series. */
export const currentOf = (series: Series): Series['points'][number] => series.points.at(-1)!;

/** The period so many months before the report's own; `null` when it is not a monthly report. */
export const monthsBefore = (series: Series, months: number): Series['points'][number] | null =>
  series.points.length > months ? series.points[series.points.length - 1 - months]! : null;

/** Parts summed name by name. */
export function addParts(all: readonly Parts[]): Parts {
  const sum: Record<string, number> = {};
  for (const parts of all) {
    for (const [name, value] of Object.entries(parts)) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum;
}

/** Parts of the whole without those of one of its cells. */
export const subtractParts = (whole: Parts, part: Parts): Parts =>
  Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, value - (part[name] ?? 0)]));

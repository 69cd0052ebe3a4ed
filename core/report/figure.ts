import type { Cell, Measure, Parts } from '../model/metric.ts';
import type { Change, Figure, FigureState, KpiInfo } from '../model/report.ts';
import { figureState, isPublished, verdictOf } from '../stats/publication.ts';
import type { ReportKpi } from './input.ts';

/** A KPI of a report with what is constant of it. */
export interface Metric {
  readonly kpi: ReportKpi;
  readonly info: KpiInfo;
}

/** Measures parts with the KPI's own plugin and options. */
export const measure = ({ kpi }: Metric, parts: Parts): Measure => kpi.plugin.measure(parts, kpi.options);

/** How a figure with this base may be shown: a count is never merely indicative. */
export function stateOf({ info }: Metric, n: number): FigureState {
  const state = figureState(n, info.minN);
  return info.unit === 'count' && state === 'grey' ? 'shown' : state;
}

/** Where a figure stands. `current` marks the report's own month, whose id carries no month. */
export interface FigurePlace {
  readonly month: string | null;
  readonly cell: Cell;
  readonly current: boolean;
}

/**
 * One printed number from parts.
 *
 * @param hidden - true where it must be suppressed although its base would do
 */
export function figureOf(metric: Metric, parts: Parts, place: FigurePlace, hidden = false): Figure {
  const { value, n, low, high, method } = measure(metric, parts);
  const state = hidden ? 'suppressed' : stateOf(metric, n);
  const published = isPublished(state);
  return {
    id: figureId(metric.info.id, place),
    kpi: metric.info.id,
    month: place.month,
    cell: place.cell,
    state,
    value: published ? value : null,
    low: published ? low : null,
    high: published ? high : null,
    n: state === 'suppressed' ? null : n,
    method,
  };
}

/** `nps`, `nps;channel=web`, `nps@2026-09`; "not given" is an empty value: `nps;channel=`. */
function figureId(kpi: string, { month, cell, current }: FigurePlace): string {
  const coordinates = Object.entries(cell).map(([dimension, value]) => `;${dimension}=${value ?? ''}`);
  return `${kpi}${coordinates.join('')}${current || month === null ? '' : `@${month}`}`;
}

/**
 * The tested difference between two cells of a KPI, left minus right.
 *
 * @param against - what the right side is
 */
export function changeOf(
  metric: Metric,
  left: Parts,
  right: Parts,
  against: { readonly against: Change['against']; readonly month: string | null },
): Change {
  const [own, other] = [measure(metric, left), measure(metric, right)];
  const [ownState, otherState] = [stateOf(metric, own.n), stateOf(metric, other.n)];
  const test = metric.kpi.plugin.compare(left, right, metric.kpi.options);
  const verdict = verdictOf(ownState, otherState, test);
  const told = isTested(verdict) ? test : null;
  return {
    ...against,
    value: isPublished(otherState) ? other.value : null,
    n: otherState === 'suppressed' ? null : other.n,
    delta: told?.delta ?? null,
    low: told?.low ?? null,
    high: told?.high ?? null,
    p: told?.p ?? null,
    q: null,
    method: told?.method ?? null,
    verdict,
  };
}

/** True when the verdict comes from a test that was made. */
export const isTested = (verdict: Change['verdict']): boolean =>
  verdict === 'up' || verdict === 'down' || verdict === 'no-detectable-change';

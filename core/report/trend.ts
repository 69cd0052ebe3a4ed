import type { Phrase, Trend, TrendPoint } from '../model/report.ts';
import { beyondLimits, funnelLimits, leastHistory, onOneSide, xmrLimits } from '../stats/control.ts';
import { isPublished } from '../stats/publication.ts';
import { figureOf, type Metric, measure, stateOf } from './figure.ts';
import { addParts, type Series } from './months.ts';
import { figureValue, localText, monthOfYear, phrase } from './phrase.ts';

const shortest = 13;
/** Share of the history outside its limits from which it is no stable ground to judge a month by. */
const mostOutside = 0.25;

type Point = Series['points'][number];
interface Limits {
  readonly centre: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A KPI over 13 to 25 months with control limits, or `null` when the report is not monthly or has no month to show.
 * A point is held against limits from all other months before the report's own, never against itself.
 */
export function trendOf(series: Series): Trend | null {
  const points = shownPoints(series);
  const current = points.at(-1);
  if (!current || current.month === null || points.every(point => measure(series, point.parts).n === 0)) return null;
  const history = points.slice(0, -1).filter(point => hasValue(series, point));
  const drawn = points.map((_, index) => trendPoint(series, points, index, history));
  const enough = history.length >= leastHistory;
  const centre = enough ? centreOf(series, history) : null;
  return {
    kpi: series.info.id,
    centre,
    baseline: enough ? history.map(point => point.month ?? '') : null,
    points: drawn,
    title: titleOf(series, drawn, centre),
  };
}

/** From the first month with answers on, but at least 13 months. */
function shownPoints(series: Series): readonly Point[] {
  const first = series.points.findIndex(({ parts }) => measure(series, parts).n > 0);
  const latest = Math.max(0, series.points.length - shortest);
  return series.points.slice(Math.min(first < 0 ? latest : first, latest));
}

const hasValue = (series: Metric, { parts }: Point): boolean => isPublished(stateOf(series, measure(series, parts).n));

function trendPoint(series: Series, points: readonly Point[], index: number, history: readonly Point[]): TrendPoint {
  const point = points[index]!;
  const figure = figureOf(series, point.parts, {
    month: point.month,
    cell: {},
    current: index === points.length - 1,
  });
  const others = history.filter(other => other !== point);
  const limits = figure.value === null ? null : limitsAt(series, point, others);
  return {
    month: point.month ?? '',
    figure,
    limits: limits && { low: limits.low, high: limits.high },
    signal: limits && signalOf(series, points.slice(0, index + 1), limits),
  };
}

function limitsAt(series: Metric, point: Point, baseline: readonly Point[]): Limits | null {
  if (baseline.length < leastHistory) return null;
  const pooled = measure(series, addParts(baseline.map(({ parts }) => parts)));
  // A count has no sampling variance of its own: its limits come from how it moves from month to month.
  const limits =
    pooled.variance === null || pooled.value === null
      ? xmrLimits(baseline.map(({ parts }) => measure(series, parts).value ?? 0))
      : { centre: pooled.value, ...funnelLimits(pooled.value, pooled.variance, measure(series, point.parts).n) };
  const [bottom, top] = series.info.range ?? [series.info.unit === 'count' ? 0 : -Infinity, Infinity];
  return limits && { centre: limits.centre, low: Math.max(bottom, limits.low), high: Math.min(top, limits.high) };
}

function centreOf(series: Metric, baseline: readonly Point[]): number | null {
  const pooled = measure(series, addParts(baseline.map(({ parts }) => parts)));
  if (pooled.variance !== null) return pooled.value;
  return xmrLimits(baseline.map(({ parts }) => measure(series, parts).value ?? 0))?.centre ?? null;
}

function signalOf(series: Metric, upTo: readonly Point[], limits: Limits): TrendPoint['signal'] {
  const values = upTo.map(point => (hasValue(series, point) ? measure(series, point.parts).value : null));
  const outside = beyondLimits(values.at(-1) ?? limits.centre, limits);
  if (outside !== null) return outside;
  return onOneSide(values, limits.centre) ? 'run' : null;
}

function titleOf({ info }: Metric, points: readonly TrendPoint[], centre: number | null): Phrase {
  const last = points.at(-1)!;
  const noun = localText(info.noun);
  const month = monthOfYear(last.month);
  if (last.figure.value === null) return phrase('trend.unpublished', { noun, month });
  if (last.limits === null) return phrase('trend.short', { noun });
  const value = figureValue(info, last.figure.value);
  if (isUnstable(points.slice(0, -1))) return phrase('trend.unstable', { noun, value, month });
  const { signal } = last;
  if (signal === 'above' || signal === 'below') {
    const again = points.at(-2)?.signal === signal;
    return again ? phrase(`trend.still-${signal}`, { noun, value }) : phrase(`trend.${signal}`, { noun, value, month });
  }
  if (signal === 'run') {
    return phrase(last.figure.value > (centre ?? 0) ? 'trend.run-above' : 'trend.run-below', { noun });
  }
  const [low, high] = [figureValue(info, last.limits.low), figureValue(info, last.limits.high)];
  return phrase('trend.within', { noun, value, low, high });
}

function isUnstable(history: readonly TrendPoint[]): boolean {
  const limited = history.filter(({ limits }) => limits !== null);
  const outside = limited.filter(({ signal }) => signal === 'above' || signal === 'below');
  return outside.length > mostOutside * limited.length;
}

import * as Plot from '@observablehq/plot';
import { barsHeight, smallText, type TrendFrame, type TrendMonth } from './trend-frame.ts';

/** A month with its place on the axis. */
interface Placed extends TrendMonth {
  readonly at: number;
}

/** Round numbers on thin lines. */
export function scaleMarks({ ticks, palette, words }: TrendFrame): readonly Plot.Markish[] {
  const write = (value: number): string => words.tick(value, ticks.digits);
  return [
    Plot.gridY(ticks.values, { stroke: palette.rule, strokeOpacity: 1, strokeWidth: 0.8, className: 'scale' }),
    Plot.axisY(ticks.values, {
      ...{ tickSize: 0, tickPadding: 6, tickFormat: write, label: null },
      ...{ fill: palette.grey, fontSize: smallText, className: 'scale' },
    }),
  ];
}

/** The months' intervals; a month that stands alone gets a bar of its own. */
export function bandMarks({ months, palette }: TrendFrame): readonly Plot.Markish[] {
  const banded = placed(months).map(month => (month.low === null || month.high === null ? null : month));
  const alone = banded.filter((month, index) => month && !banded[index - 1] && !banded[index + 1]);
  const bounds = { x: 'at', y1: 'low', y2: 'high' } as const;
  const drawn = placed(months).map(({ at, low, high }) => ({ at, low: high === null ? null : low, high }));
  return [
    Plot.areaY(drawn, { ...bounds, fill: palette.band, className: 'band' }),
    ...(alone.length === 0
      ? []
      : [
          Plot.ruleX(alone as readonly Placed[], {
            ...bounds,
            stroke: palette.band,
            strokeWidth: 6,
            className: 'band',
          }),
        ]),
  ];
}

/** Steps, since each month's limits follow its own base. */
export function limitMarks({ months, centre, palette }: TrendFrame): readonly Plot.Markish[] {
  const edges = placed(months).flatMap(({ at, limits }) => [
    { at: at - 0.5, low: limits?.low ?? null, high: limits?.high ?? null },
    { at: at + 0.5, low: limits?.low ?? null, high: limits?.high ?? null },
  ]);
  const dashed = { stroke: palette.grey, strokeWidth: 0.9, strokeDasharray: '3 2.5', className: 'limit' };
  return [
    ...(centre === null ? [] : [Plot.ruleY([centre], { stroke: palette.bar, strokeWidth: 1.3, className: 'centre' })]),
    ...(months.every(month => month.limits === null)
      ? []
      : (['high', 'low'] as const).map(side => Plot.lineY(edges, { x: 'at', y: side, ...dashed }))),
  ];
}

/** The line, broken at gaps; a month with a signal is ringed. */
export function lineMarks({ months, palette }: TrendFrame): readonly Plot.Markish[] {
  const shown = placed(months).filter(month => month.value !== null);
  const signals = shown.filter(month => month.signal);
  const at = { x: 'at', y: 'value' } as const;
  return [
    Plot.lineY(placed(months), { ...at, stroke: palette.ink, strokeWidth: 1.5, className: 'months' }),
    Plot.dot(shown, { ...at, r: 2.4, fill: palette.ink, className: 'month' }),
    ...(signals.length === 0
      ? []
      : [Plot.dot(signals, { ...at, r: 5, stroke: palette.ink, strokeWidth: 1, className: 'signal-ring' })]),
  ];
}

/** The months' bases; `largest` is the scale's end. */
export function baseMarks({ months, step, palette, words }: TrendFrame, largest: number): readonly Plot.Markish[] {
  const half = Math.min(step * 0.84, 30) / step / 2;
  // A base of one beside thousands still leaves a trace.
  const least = (largest * 0.6) / barsHeight;
  const bars = placed(months).flatMap(({ at, n }) =>
    n ? [{ from: at - half, to: at + half, n: Math.max(n, least) }] : [],
  );
  const label = { fill: palette.grey, fontSize: smallText };
  return [
    Plot.rect(bars, { x1: 'from', x2: 'to', y1: 0, y2: 'n', fill: palette.bar, className: 'base' }),
    Plot.ruleY([0], { stroke: palette.rule, strokeWidth: 0.8 }),
    Plot.text([words.count(largest)], { ...label, frameAnchor: 'top-left', textAnchor: 'end', dx: -6, dy: -1.5 }),
    Plot.text([words.base], { ...label, frameAnchor: 'right', textAnchor: 'start', dx: 8 }),
  ];
}

const placed = (months: readonly TrendMonth[]): Placed[] => months.map((month, at) => ({ ...month, at }));

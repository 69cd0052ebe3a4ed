import type { Markup } from '../markup.ts';
import type { Palette } from '../palette.ts';
import { extentOf, linearScale, padded, type Scale, spread } from './scale.ts';
import { type Attributes, element, linePath, svgChart, textElement } from './svg.ts';

export type Tone = 'good' | 'bad' | 'neutral';

/** A month of a trend, in the KPI's unit; `null` where there is no figure to show. */
export interface TrendMonth {
  /** As printed under the axis. */
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Base; `null` when it may not be told. */
  readonly n: number | null;
  readonly limits: { readonly low: number; readonly high: number } | null;
  /** Outside its limits, or in a run on one side. */
  readonly signal: boolean;
}

/** The words of a trend chart, in one language. */
export interface TrendWords {
  /** Text alternative, with the numbers. */
  readonly alternative: string;
  readonly upperLimit: string;
  readonly lowerLimit: string;
  readonly centre: string;
  /** What the bars count. */
  readonly base: string;
  readonly value: (value: number) => string;
  readonly count: (n: number) => string;
}

/** Where things stand, in CSS pixels of a drawing 660 wide, which fills the page's text width. */
const width = 660;
const left = 46;
const right = width - 104;
const top = 14;
const monthsUnder = 18;
const barsHeight = 30;
const smallText: Attributes = { 'font-size': 9.5 };

interface Frame {
  readonly months: readonly TrendMonth[];
  readonly centre: number | null;
  readonly step: number;
  readonly x: Scale;
  readonly y: Scale;
  readonly bottom: number;
  readonly palette: Palette;
  readonly words: TrendWords;
}

/**
 * A KPI over months: the line on its interval band, control limits dashed, the bases as bars below. Every number that
 * it prints is one of its data: the highest and lowest month, the last month, the centre, the last limits, the largest base.
 *
 * @param tone - of the last month, from its test
 * @param plotHeight - of the line's part, CSS pixels
 * @returns `null` when no month has a figure
 */
export function trendChart(
  months: readonly TrendMonth[],
  centre: number | null,
  tone: Tone,
  plotHeight: number,
  words: TrendWords,
  palette: Palette,
): Markup | null {
  const domain = extentOf([
    centre,
    ...months.flatMap(({ value, low, high, limits }) => [value, low, high, limits?.low ?? null, limits?.high ?? null]),
  ]);
  if (!domain || months.every(month => month.value === null)) return null;
  const step = (right - left) / months.length;
  const bottom = top + plotHeight;
  const y = linearScale(padded(domain, 0.04), [bottom - 4, top + 4]);
  const frame: Frame = { months, centre, step, x: index => left + step * (index + 0.5), y, bottom, palette, words };
  const parts = [
    rangeFrame(frame),
    band(frame),
    limitLines(frame),
    line(frame),
    lastMonth(frame, tone),
    rightLabels(frame),
    monthLabels(frame),
    bars(frame),
  ];
  return svgChart({ width, height: bottom + monthsUnder + barsHeight + 8 }, words.alternative, 'trend-chart', ...parts);
}

/** Instead of a scale of round numbers: the highest and the lowest month. */
function rangeFrame({ months, y, palette, words }: Frame): string {
  const extent = extentOf(months.map(month => month.value))!;
  const values = extent[0] === extent[1] ? [extent[0]] : [extent[1], extent[0]];
  const labels = spread(values.map(y), 11);
  return values
    .map((value, index) => {
      const guide = element('line', {
        x1: left,
        x2: right,
        y1: y(value),
        y2: y(value),
        stroke: palette.rule,
        'stroke-width': 0.8,
      });
      return (
        guide +
        textElement(words.value(value), {
          x: left - 6,
          y: labels[index]! + 3.3,
          'text-anchor': 'end',
          fill: palette.grey,
          ...smallText,
        })
      );
    })
    .join('');
}

function band({ months, x, y, palette }: Frame): string {
  return runsOf(months, month => month.low !== null && month.high !== null)
    .map(run => {
      const [only] = run;
      if (run.length === 1) {
        const { low, high } = months[only!]!;
        return element('rect', {
          x: x(only!) - 3,
          y: y(high!),
          width: 6,
          height: Math.max(y(low!) - y(high!), 1),
          rx: 2,
          fill: palette.band,
        });
      }
      const upper = run.map(index => [x(index), y(months[index]!.high!)] as const);
      const lower = run.map(index => [x(index), y(months[index]!.low!)] as const).reverse();
      return element('path', { d: `${linePath([...upper, ...lower])}Z`, fill: palette.band });
    })
    .join('');
}

/** Steps, since each month's limits follow its own base. */
function limitLines({ months, centre, x, y, step, palette }: Frame): string {
  const path = (side: 'low' | 'high'): string =>
    linePath(
      months.flatMap(({ limits }, index) =>
        limits
          ? [[x(index) - step / 2, y(limits[side])] as const, [x(index) + step / 2, y(limits[side])] as const]
          : [null],
      ),
    );
  const dashed = { fill: 'none', stroke: palette.grey, 'stroke-width': 0.9, 'stroke-dasharray': '3 2.5' };
  const middle =
    centre === null
      ? ''
      : element('line', {
          x1: left,
          x2: right,
          y1: y(centre),
          y2: y(centre),
          stroke: palette.bar,
          'stroke-width': 0.8,
        });
  return (
    middle +
    (['high', 'low'] as const)
      .map(path)
      .map(d => (d === '' ? '' : element('path', { d, ...dashed })))
      .join('')
  );
}

function line({ months, x, y, palette }: Frame): string {
  const points = months.map(({ value }, index) => (value === null ? null : ([x(index), y(value)] as const)));
  const path = element('path', {
    d: linePath(points),
    fill: 'none',
    stroke: palette.ink,
    'stroke-width': 1.5,
    'stroke-linejoin': 'round',
  });
  const dots = points.map((point, index) => {
    if (!point) return '';
    const ring = months[index]!.signal
      ? element('circle', { cx: point[0], cy: point[1], r: 5, fill: 'none', stroke: palette.ink, 'stroke-width': 1 })
      : '';
    return element('circle', { cx: point[0], cy: point[1], r: 2.4, fill: palette.ink }) + ring;
  });
  return path + dots.join('');
}

function lastMonth({ months, x, y, bottom, palette, words }: Frame, tone: Tone): string {
  const index = months.length - 1;
  const value = months[index]?.value ?? null;
  if (value === null) return '';
  const before = months[index - 1]?.value ?? null;
  const colour = tone === 'neutral' ? palette.ink : palette[tone];
  const below = before !== null && before > value && y(value) + 16 < bottom;
  const words_ = {
    'text-anchor': 'middle',
    fill: colour,
    'font-size': 11,
    'font-weight': 700,
    stroke: '#fff',
    'stroke-width': 3,
    'paint-order': 'stroke',
  };
  const dot = element('circle', {
    cx: x(index),
    cy: y(value),
    r: 4.4,
    fill: colour,
    stroke: '#fff',
    'stroke-width': 1.2,
  });
  return dot + textElement(words.value(value), { x: x(index), y: below ? y(value) + 16 : y(value) - 9, ...words_ });
}

function rightLabels({ months, centre, y, palette, words }: Frame): string {
  const limits = months.findLast(month => month.limits)?.limits ?? null;
  const labels = [
    ...(limits ? [{ at: limits.high, words: words.upperLimit }] : []),
    ...(centre === null ? [] : [{ at: centre, words: words.centre }]),
    ...(limits ? [{ at: limits.low, words: words.lowerLimit }] : []),
  ];
  const places = spread(
    labels.map(label => y(label.at)),
    12,
  );
  return labels
    .map(({ at, words: told }, index) =>
      textElement(`${told} ${words.value(at)}`, {
        x: right + 8,
        y: places[index]! + 3.3,
        fill: palette.grey,
        ...smallText,
      }),
    )
    .join('');
}

/** At most nine months are named, counted back from the last one. */
function monthLabels({ months, x, bottom, palette }: Frame): string {
  const every = Math.max(1, Math.ceil(months.length / 9));
  return months
    .map(({ label }, index) => {
      if ((months.length - 1 - index) % every !== 0) return '';
      const last = index === months.length - 1;
      return textElement(label, {
        x: x(index),
        y: bottom + 12,
        'text-anchor': 'middle',
        fill: last ? palette.ink : palette.grey,
        ...smallText,
      });
    })
    .join('');
}

function bars({ months, x, step, bottom, palette, words }: Frame): string {
  const largest = Math.max(0, ...months.map(month => month.n ?? 0));
  if (largest === 0) return '';
  const base = bottom + monthsUnder + barsHeight;
  const height = linearScale([0, largest], [0, barsHeight]);
  const thick = Math.min(step * 0.84, 30);
  const drawn = months.map(({ n }, index) =>
    n
      ? element('rect', {
          x: x(index) - thick / 2,
          y: base - height(n),
          width: thick,
          height: Math.max(height(n), 0.6),
          fill: palette.bar,
        })
      : '',
  );
  const labels = [
    textElement(words.count(largest), {
      x: left - 6,
      y: base - barsHeight + 6,
      'text-anchor': 'end',
      fill: palette.grey,
      ...smallText,
    }),
    textElement(words.base, { x: right + 8, y: base - barsHeight / 2 + 3.3, fill: palette.grey, ...smallText }),
    element('line', { x1: left, x2: right, y1: base, y2: base, stroke: palette.rule, 'stroke-width': 0.8 }),
  ];
  return drawn.join('') + labels.join('');
}

/** Runs of neighbouring months that pass, as indices. */
function runsOf(months: readonly TrendMonth[], passes: (month: TrendMonth) => boolean): readonly (readonly number[])[] {
  const runs: number[][] = [];
  months.forEach((month, index) => {
    if (!passes(month)) return;
    const open = runs.at(-1);
    if (open && open.at(-1) === index - 1) open.push(index);
    else runs.push([index]);
  });
  return runs;
}

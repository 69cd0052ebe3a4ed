import type { Palette } from '../palette.ts';
import { extentOf, linearScale, padded, type RoundTicks, roundTicks, type Scale } from './scale.ts';

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
  /** A round number of the scale, with as many decimals as the scale's steps need. */
  readonly tick: (value: number, digits: number) => string;
  readonly count: (n: number) => string;
}

/** Where things stand, in CSS pixels. */
export interface TrendFrame {
  readonly months: readonly TrendMonth[];
  readonly centre: number | null;
  /** Sides of the plot; labels stand outside. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Width of a month. */
  readonly step: number;
  /** Values at the ends of the plot's height. */
  readonly domain: readonly [number, number];
  readonly y: Scale;
  readonly ticks: RoundTicks;
  readonly palette: Palette;
  readonly words: TrendWords;
}

/** A drawing 660 wide fills the page's text width, so that type in it has the size that it says. */
export const frameWidth = 660;
export const monthsUnder = 18;
export const barsHeight = 30;
export const smallText = 9.5;

const top = 14;
const ticksWanted = 4;
const leastMargins = { left: 46, right: 104 };
/** Of Inter's digits at the size of `smallText`. */
const characterWidth = 5.7;

/**
 * Where a trend's parts stand.
 *
 * @param digits - decimals that the KPI is told with; the scale's steps are never finer
 * @returns `null` when no month has a figure
 */
export function createTrendFrame(
  months: readonly TrendMonth[],
  centre: number | null,
  plotHeight: number,
  digits: number,
  words: TrendWords,
  palette: Palette,
): TrendFrame | null {
  const bounds = months.flatMap(({ value, low, high, limits }) => [
    value,
    low,
    high,
    limits?.low ?? null,
    limits?.high ?? null,
  ]);
  const extent = extentOf([centre, ...bounds]);
  if (!extent || months.every(month => month.value === null)) return null;
  const ticks = roundTicks(extent, ticksWanted, digits);
  const { left, right } = sides(months, centre, ticks, words);
  const bottom = top + plotHeight;
  const domain = padded(extent, 0.04);
  return {
    ...{ months, centre, left, right, top, bottom, domain, ticks, palette, words },
    step: (right - left) / months.length,
    y: linearScale(domain, [bottom, top]),
  };
}

/** Leaves room for the longest label on each side. */
function sides(
  months: readonly TrendMonth[],
  centre: number | null,
  ticks: RoundTicks,
  words: TrendWords,
): { left: number; right: number } {
  const onTheLeft = [
    ...ticks.values.map(value => words.tick(value, ticks.digits)),
    ...months.flatMap(({ n }) => (n === null ? [] : [words.count(n)])),
  ];
  const limits = months.findLast(month => month.limits)?.limits;
  const onTheRight = [
    words.base,
    limits ? `${words.upperLimit} ${words.value(limits.high)}` : '',
    limits ? `${words.lowerLimit} ${words.value(limits.low)}` : '',
    centre === null ? '' : `${words.centre} ${words.value(centre)}`,
  ];
  const room = (labels: readonly string[]): number =>
    Math.max(0, ...labels.map(label => label.length)) * characterWidth + 12;
  return {
    left: Math.max(leastMargins.left, room(onTheLeft)),
    right: frameWidth - Math.max(leastMargins.right, room(onTheRight)),
  };
}

import type { Markup } from '../markup.ts';
import type { Palette } from '../palette.ts';
import { svgChart } from './svg.ts';
import { createTrendFrame, frameWidth, type Tone, type TrendMonth, type TrendWords } from './trend-frame.ts';
import { lastMonth, limitLabels, monthLabels, rangeFrame } from './trend-labels.ts';
import { baseBars, intervalBand, limitLines, monthsLine } from './trend-marks.ts';

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
  const frame = createTrendFrame(months, centre, plotHeight, words, palette);
  if (!frame) return null;
  const parts = [rangeFrame, intervalBand, limitLines, monthsLine].map(draw => draw(frame));
  parts.push(lastMonth(frame, tone), ...[limitLabels, monthLabels, baseBars].map(draw => draw(frame)));
  return svgChart({ width: frameWidth, height: frame.height }, words.alternative, 'trend-chart', ...parts);
}

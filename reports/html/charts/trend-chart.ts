import type { PlotOptions } from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import type { Palette } from '../palette.ts';
import { plotDrawing } from './plot-drawing.ts';
import { svgChart } from './svg.ts';
import {
  barsHeight,
  createTrendFrame,
  frameWidth,
  monthsUnder,
  type Tone,
  type TrendFrame,
  type TrendMonth,
  type TrendWords,
} from './trend-frame.ts';
import { lastMonthMarks, limitLabels, monthLabels } from './trend-labels.ts';
import { bandMarks, baseMarks, limitMarks, lineMarks, scaleMarks } from './trend-marks.ts';

/**
 * A KPI over months: the line on its interval band, control limits dashed, the bases as bars below. Every number that
 * it prints is one of its data (the last month, the centre, the last limits, the largest base) or a round one of its scale.
 *
 * @param tone - of the last month, from its test
 * @param plotHeight - of the line's part, CSS pixels
 * @param digits - decimals that the KPI is told with
 * @returns `null` when no month has a figure
 */
export function trendChart(
  months: readonly TrendMonth[],
  centre: number | null,
  tone: Tone,
  plotHeight: number,
  digits: number,
  words: TrendWords,
  palette: Palette,
): Markup | null {
  const frame = createTrendFrame(months, centre, plotHeight, digits, words, palette);
  if (!frame) return null;
  const under = frame.bottom + monthsUnder;
  const size = { width: frameWidth, height: under + barsHeight + 8 };
  const parts = [plotDrawing(lineOptions(frame, tone), 0)];
  const largest = Math.max(0, ...months.map(month => month.n ?? 0));
  if (largest > 0) parts.push(plotDrawing(baseOptions(frame, largest), under));
  return svgChart(size, words.alternative, 'trend-chart', ...parts);
}

function lineOptions(frame: TrendFrame, tone: Tone): PlotOptions {
  const { top, bottom, domain } = frame;
  return {
    ...across(frame),
    ...{ height: bottom + monthsUnder, marginTop: top, marginBottom: monthsUnder },
    y: { axis: null, domain: [...domain], range: [bottom, top] },
    marks: [
      ...[scaleMarks, bandMarks, limitMarks, lineMarks].flatMap(draw => draw(frame)),
      ...lastMonthMarks(frame, tone),
      ...[limitLabels, monthLabels].flatMap(draw => draw(frame)),
    ],
  };
}

function baseOptions(frame: TrendFrame, largest: number): PlotOptions {
  return {
    ...across(frame),
    ...{ height: barsHeight + 8, marginTop: 0, marginBottom: 8 },
    y: { axis: null, domain: [0, largest], range: [barsHeight, 0] },
    marks: [...baseMarks(frame, largest)],
  };
}

/** Both parts stand on the same months. */
function across({ left, right, months }: TrendFrame): PlotOptions {
  return {
    ...{ width: frameWidth, marginLeft: left, marginRight: frameWidth - right },
    x: { type: 'linear', axis: null, domain: [-0.5, months.length - 0.5], range: [left, right] },
  };
}

import type { Figure, SegmentTable, Tile, Trend, TrendPoint } from '../../core/model/report.ts';
import { intervalStrip } from './charts/interval-strip.ts';
import { extentOf, padded } from './charts/scale.ts';
import { sparkLine } from './charts/spark-line.ts';
import { trendChart } from './charts/trend-chart.ts';
import type { Tone } from './charts/trend-frame.ts';
import { type Edition, figureValue, toneOf } from './edition.ts';
import { escapeHtml, Markup } from './markup.ts';

/** CSS pixels at 96 to the inch, so that type in a chart has the size that it says. */
const tileStrip = 200;
const rowStrip = 110;
const spark = { width: 84, height: 26 };

/** The interval of a tile, or a frame that says why there is none. */
export function tileChart(edition: Edition, tile: Tile): Markup {
  const { figure, previous } = tile;
  if (figure.value === null) return message(edition.words('chart.noInterval'));
  const strip = {
    value: figure.value,
    low: figure.low,
    high: figure.high,
    reference: previous?.value ?? null,
    domain: null,
    indicative: figure.state === 'grey',
  };
  return intervalStrip(strip, tileStrip, stripAlternative(edition, figure, previous?.value ?? null), edition.palette);
}

/** The months of a tile as a line, or nothing visible where there are none. */
export function sparkChart(edition: Edition, tile: Tile): Markup {
  const { digits, label } = edition.kpi(tile.kpi);
  const extent = extentOf(tile.spark);
  if (!extent) return new Markup('');
  const write = (value: number): string => edition.format.number(value, digits);
  const values = { kpi: label[edition.language], low: write(extent[0]), high: write(extent[1]) };
  return (
    sparkLine(tile.spark, spark, edition.words('chart.sparkAlternative', values), edition.palette) ?? new Markup('')
  );
}

/** The first KPI of a segment's row, on the scale that all rows of the table share. */
export function rowChart(edition: Edition, figure: Figure, table: SegmentTable): Markup {
  if (figure.value === null) return new Markup('');
  const shown = [...table.rows, table.total].flatMap(row => row.cells.filter(cell => cell.figure.kpi === figure.kpi));
  const extent = extentOf(shown.flatMap(({ figure: { value, low, high } }) => [value, low, high]))!;
  const whole = table.total.cells.find(cell => cell.figure.kpi === figure.kpi)?.figure;
  const reference = whole && whole.id !== figure.id ? whole.value : null;
  const strip = {
    value: figure.value,
    low: figure.low,
    high: figure.high,
    reference,
    domain: padded(extent, 0.02),
    indicative: figure.state === 'grey',
  };
  return intervalStrip(strip, rowStrip, stripAlternative(edition, figure, reference), edition.palette);
}

/** A KPI over its months, or a frame that says why there is no line. */
export function monthsChart(edition: Edition, trend: Trend, plotHeight: number): Markup {
  const { digits, label, base } = edition.kpi(trend.kpi);
  const write = (value: number): string => edition.format.number(value, digits);
  const months = trend.points.map(point => ({
    label: edition.format.month(point.month, 'short'),
    value: point.figure.value,
    low: point.figure.value === null ? null : point.figure.low,
    high: point.figure.value === null ? null : point.figure.high,
    n: point.figure.n,
    limits: point.limits,
    signal: point.signal !== null,
  }));
  const words = {
    alternative: trendAlternative(edition, trend, write),
    upperLimit: edition.words('chart.upperLimit'),
    lowerLimit: edition.words('chart.lowerLimit'),
    centre: edition.words('chart.centre'),
    base: edition.words(`base.${base}`),
    value: write,
    tick: (value: number, decimals: number) => edition.format.number(value, decimals),
    count: (n: number) => edition.format.number(n, 0),
  };
  const drawn = trendChart(months, trend.centre, trendTone(edition, trend), plotHeight, digits, words, edition.palette);
  return drawn ?? message(edition.words('chart.noTrend', { kpi: label[edition.language] }));
}

/** What the last month of a trend is worth: its signal, else the test against the month before. */
export function trendTone(edition: Edition, trend: Trend): Tone {
  const { betterWhen } = edition.kpi(trend.kpi);
  const last = trend.points.at(-1);
  if (last?.signal) return toneOf(isHigh(last, trend.centre) ? 'up' : 'down', betterWhen);
  const tile = edition.model.summary.tiles.find(one => one.kpi === trend.kpi);
  return last && tile?.figure.month === last.month && tile.previous
    ? toneOf(tile.previous.verdict, betterWhen)
    : 'neutral';
}

function isHigh({ signal, figure }: TrendPoint, centre: number | null): boolean {
  if (signal !== 'run') return signal === 'above';
  return figure.value !== null && centre !== null && figure.value > centre;
}

function stripAlternative(edition: Edition, figure: Figure, reference: number | null): string {
  const { digits, label } = edition.kpi(figure.kpi);
  const write = (value: number): string => edition.format.number(value, digits);
  const parts = [`${label[edition.language]} ${figureValue(edition, figure) ?? ''}`];
  if (figure.low !== null && figure.high !== null) {
    parts.push(edition.words('chart.intervalAlternative', { low: write(figure.low), high: write(figure.high) }));
  }
  if (reference !== null) parts.push(edition.words('chart.referenceAlternative', { value: write(reference) }));
  return parts.join(', ');
}

function trendAlternative(edition: Edition, trend: Trend, write: (value: number) => string): string {
  const { label } = edition.kpi(trend.kpi);
  const shown = trend.points.filter(point => point.figure.value !== null);
  const [first, last] = [shown[0], shown.at(-1)];
  const extent = extentOf(shown.map(point => point.figure.value));
  if (!first || !last || !extent) return label[edition.language];
  const month = (point: TrendPoint): string => edition.format.month(point.month, 'long');
  const values = {
    from: month(first),
    to: month(last),
    low: write(extent[0]),
    high: write(extent[1]),
    last: write(last.figure.value!),
  };
  return edition.words('chart.trendAlternative', { kpi: label[edition.language], ...values });
}

function message(text: string): Markup {
  return new Markup(`<p class="chart-message">${escapeHtml(text)}</p>`);
}

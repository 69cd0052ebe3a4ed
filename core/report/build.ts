import type { Localised, Phrase, QuoteGroup, ReportModel, SegmentTable, Tile } from '../model/report.ts';
import { addMonths, dateOf } from '../model/window.ts';
import { isPublished } from '../stats/publication.ts';
import { annexOf } from './annex.ts';
import type { Facts } from './facts.ts';
import type { Metric } from './figure.ts';
import { headlineOf, summaryTitle } from './headline.ts';
import type { QuoteCandidate, ReportInput, ReportReader } from './input.ts';
import { kpiInfo } from './kpi-info.ts';
import { dimensionLabel } from './label.ts';
import { methodNotes } from './method.ts';
import { periodsOf, readSeries, type Series } from './months.ts';
import { countOf, phrase } from './phrase.ts';
import { quoteGroups, quoteLimit } from './quotes.ts';
import { seal } from './seal.ts';
import { type Cut, dimensionsOf, readCut, segmentTable } from './segment-table.ts';
import { type Split, splitOf } from './split.ts';
import { furthest } from './standout.ts';
import { movedPhrases, nextPhrases, whyPhrases } from './summary.ts';
import { tileOf } from './tile.ts';
import { toneOf } from './tone.ts';
import { trendOf } from './trend.ts';

/** Most tiles on the first page. */
const mostTiles = 8;

/**
 * Builds the model of a report: every figure, verdict, sentence and quote that is printed, in no language.
 * The same reads give the same bytes.
 *
 * @param input - what the plan says of the report
 * @param reader - what the warehouse knows
 */
export async function buildReport(input: ReportInput, reader: ReportReader): Promise<ReportModel> {
  const { node, plan } = input;
  const periods = periodsOf(input);
  const metrics: readonly Metric[] = input.kpis.map(kpi => ({ kpi, info: kpiInfo(kpi, input.kpis) }));
  const series = await inTurn(metrics, metric => readSeries(metric, periods, reader));
  const cuts = await readCuts(series, reader);
  const everyone = await reader.quotes({ window: node.window, where: null, limit: quoteLimit });
  const facts = await factsOf(input, series, cuts, everyone, reader);
  const trends = series.map(trendOf).filter(trend => trend !== null);
  const groups = await quoteGroups(
    { input, metrics, tables: facts.tables },
    everyone,
    facts.weakest,
    facts.strongest,
    reader,
  );
  const hasLimits = trends.some(({ points }) => points.some(({ limits }) => limits !== null));
  return seal({
    schemaVersion: 1,
    template: node.use,
    name: nameOf(input, facts.month),
    title: titleOf(node.title),
    client: plan.client === null ? null : { id: plan.client, name: plan.clientName ?? plan.client },
    pipeline: plan.pipeline,
    audience: node.audience,
    window: node.window,
    month: facts.month,
    timezone: plan.timezone,
    asOf: plan.asOf,
    cutOff: Date.parse(plan.asOf) < Date.parse(node.window.to) ? plan.asOf : node.window.to,
    status: facts.status,
    coverage: facts.coverage,
    kpis: metrics.map(({ info }) => info),
    headline: headlineOf(facts),
    summary: {
      title: summaryTitle(facts),
      tiles: facts.tiles,
      moved: movedPhrases(facts),
      why: whyPhrases(facts),
      next: nextPhrases(facts),
    },
    trends,
    segments: facts.tables,
    verbatims: { title: verbatimsTitle(everyone, groups, { metrics, input }), groups },
    method: { models: await reader.models(), notes: methodNotes({ ...facts, metrics, hasLimits, groups }) },
    annex: annexOf(facts.tiles, trends, facts.tables),
  });
}

/** One after the other: a warehouse answers one question at a time, and the order stays the same. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function readCuts(series: readonly Series[], reader: ReportReader): Promise<readonly Cut[]> {
  const wanted = dimensionsOf(series).flatMap(dimension =>
    series.filter(({ kpi }) => kpi.use.by.includes(dimension)).map(one => ({ one, dimension })),
  );
  return inTurn(wanted, ({ one, dimension }) => readCut(one, dimension, reader));
}

async function factsOf(
  input: ReportInput,
  series: readonly Series[],
  cuts: readonly Cut[],
  everyone: readonly QuoteCandidate[],
  reader: ReportReader,
): Promise<Facts> {
  const { node, plan } = input;
  const tiles = series.slice(0, mostTiles).map(tileOf);
  const infos = series.map(({ info }) => info);
  const tables = dimensionsOf(series)
    .map(dimension =>
      segmentTable(
        dimension,
        cuts.filter(cut => cut.dimension === dimension),
      ),
    )
    .filter((table): table is SegmentTable => table !== null);
  const weakest = furthest(tables, infos, 'worse');
  const splits = cuts.map(splitOf).filter(split => split !== null);
  const month = series[0]?.points.at(-1)?.month ?? null;
  const negatives = everyone.filter(
    candidate =>
      weakest !== null &&
      candidate.cell[weakest.dimension] === weakest.row.value &&
      toneOf(candidate, { metrics: series, input }) === 'negative',
  ).length;
  return {
    status: statusOf(tiles, Date.parse(plan.asOf) < Date.parse(node.window.to)),
    month,
    nextMonth: month === null ? null : addMonths(month, 1),
    coverage: await reader.coverage(node.window),
    tiles,
    tables,
    infoOf: ({ kpi }) => infos.find(info => info.id === kpi)!,
    dimensionLabel,
    weakest,
    strongest: furthest(tables, infos, 'better'),
    misleading: misleadingOf(
      splits,
      infos.map(({ id }) => id),
    ),
    carrier: carrierOf(splits, tiles),
    negatives,
  };
}

function statusOf(tiles: readonly Tile[], early: boolean): ReportModel['status'] {
  if (!tiles.some(({ figure }) => isPublished(figure.state))) return 'not-enough-data';
  return early ? 'provisional' : 'final';
}

function misleadingOf(splits: readonly Split[], order: readonly string[]): readonly Split[] {
  return splits
    .filter(split => split.misleads)
    .toSorted(
      (a, b) =>
        order.indexOf(a.info.id) - order.indexOf(b.info.id) || Math.abs(b.rateMix.mix) - Math.abs(a.rateMix.mix),
    );
}

function carrierOf(splits: readonly Split[], tiles: readonly Tile[]): Split | null {
  const moved = tiles.find(({ previous }) => previous?.verdict === 'up' || previous?.verdict === 'down');
  const share = (split: Split): number => Math.abs(split.leading?.share ?? 0);
  const candidates = splits.filter(split => split.info.id === moved?.kpi && split.leading !== null);
  return candidates.toSorted((a, b) => share(b) - share(a))[0] ?? null;
}

function nameOf({ node, plan }: ReportInput, month: string | null): string {
  const [from, to] = [dateOf(node.window.from, plan.timezone), dateOf(node.window.to, plan.timezone)];
  return `${plan.client ?? plan.pipeline}-${month ?? `${from}-${to}`}`;
}

function titleOf(title: ReportInput['node']['title']): Localised | null {
  const [fr, en] = [title?.fr ?? title?.en, title?.en ?? title?.fr];
  return fr === undefined || en === undefined ? null : { fr, en };
}

function verbatimsTitle(
  everyone: readonly QuoteCandidate[],
  groups: readonly QuoteGroup[],
  scene: { readonly metrics: readonly Metric[]; readonly input: ReportInput },
): Phrase {
  if (groups.length === 0) return phrase('verbatims.none');
  // Beyond the limit the comments at hand are not all there are, and shares of them would be shares of nothing.
  if (everyone.length >= quoteLimit) return phrase('verbatims.many');
  const tones = everyone.map(candidate => toneOf(candidate, scene));
  const count = (tone: string): number => tones.filter(one => one === tone).length;
  const [positive, negative] = [count('positive'), count('negative')];
  const values = { n: countOf(everyone.length), positive: countOf(positive), negative: countOf(negative) };
  if (positive === negative) return phrase('verbatims.balanced', values);
  return phrase(negative > positive ? 'verbatims.negative' : 'verbatims.positive', values);
}

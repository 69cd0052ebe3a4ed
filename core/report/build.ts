import { isClosed, type Localised, type ReportModel } from '../model/report.ts';
import { dateOf } from '../model/window.ts';
import { annexOf } from './annex.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { headlineOf, summaryTitle } from './headline.ts';
import type { ReportInput, ReportReader } from './input.ts';
import { kpiInfo } from './kpi-info.ts';
import type { Labels } from './label.ts';
import { methodNotes } from './method.ts';
import { periodsOf, readSeries, type Series } from './months.ts';
import { quoteGroups } from './quotes.ts';
import { seal } from './seal.ts';
import { type Cut, dimensionsOf, readCut } from './segment-table.ts';
import { movedPhrases, nextPhrases, whyPhrases } from './summary.ts';
import { trendOf } from './trend.ts';
import { verbatimsTitle } from './verbatims-title.ts';

/**
 * Builds the model of a report: every figure, verdict, sentence and quote that is printed, in no language.
 * The same reads give the same bytes.
 *
 * @param input - what the plan says of the report
 * @param reader - what the warehouse knows
 * @returns always a model: a report on no answers says so in its `status`
 */
export async function buildReport(input: ReportInput, reader: ReportReader): Promise<ReportModel> {
  const periods = periodsOf(input);
  const metrics = input.kpis.map(kpi => ({ kpi, info: kpiInfo(kpi, input.kpis) }));
  const series = await inTurn(metrics, metric => readSeries(metric, periods, reader));
  const facts = await gatherFacts(input, series, await readCuts(series, input.node.labels, reader), reader);
  const trends = series.map(trendOf).filter(trend => trend !== null);
  const groups = quoteGroups(facts);
  const notes = methodNotes({ ...facts, groups, trends });
  return seal({
    schemaVersion: 1,
    template: input.node.use,
    ...identityOf(input, facts),
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
    verbatims: { title: verbatimsTitle(facts, groups), groups },
    method: { models: await reader.models(), notes },
    annex: annexOf(facts.tiles, trends, facts.tables),
  });
}

/** One after the other: a warehouse answers one question at a time, and the order stays the same. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function readCuts(series: readonly Series[], labels: Labels, reader: ReportReader): Promise<readonly Cut[]> {
  const wanted = dimensionsOf(series).flatMap(dimension =>
    series.filter(({ kpi }) => kpi.use.by.includes(dimension)).map(one => ({ one, dimension })),
  );
  return inTurn(wanted, ({ one, dimension }) => readCut(one, dimension, labels, reader));
}

/** Whose report it is, over what, as of when. */
function identityOf({ node, plan }: ReportInput, { month, status }: Facts) {
  const [from, to] = [dateOf(node.window.from, plan.timezone), dateOf(node.window.to, plan.timezone)];
  return {
    name: `${plan.client ?? plan.pipeline}-${month ?? `${from}-${to}`}`,
    title: titleOf(node.title),
    client: plan.client === null ? null : { id: plan.client, name: plan.clientName ?? plan.client },
    pipeline: plan.pipeline,
    audience: node.audience,
    window: node.window,
    month,
    timezone: plan.timezone,
    asOf: plan.asOf,
    cutOff: isClosed({ asOf: plan.asOf, window: node.window }) ? node.window.to : plan.asOf,
    status,
  };
}

function titleOf(title: ReportInput['node']['title']): Localised | null {
  const [fr, en] = [title?.fr ?? title?.en, title?.en ?? title?.fr];
  return fr === undefined || en === undefined ? null : { fr, en };
}

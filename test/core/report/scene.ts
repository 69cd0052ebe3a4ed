import { addMonths, monthWindow } from '../../../core/model/window.ts';
import { buildReport } from '../../../core/report/build.ts';
import type { QuoteCandidate, ReportInput, ReportKpi } from '../../../core/report/input.ts';
import { kpiInfo } from '../../../core/report/kpi-info.ts';
import { periodsOf, readSeries, type Series } from '../../../core/report/months.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { useKpi } from './lumiere.ts';
import { type Fact, type Memory, memoryReader } from './memory-reader.ts';

export const month = '2026-10';

/** A monthly report of October 2026 on one KPI, the NPS by channel, unless said otherwise. */
export function inputOf(given: { readonly kpis?: readonly ReportKpi[]; readonly asOf?: string } = {}): ReportInput {
  return {
    node: { use: 'monthly-cx', window: monthWindow(month, 'UTC'), audience: 'executive', title: null, labels: {} },
    plan: {
      pipeline: 'p',
      client: null,
      clientName: null,
      timezone: 'UTC',
      asOf: given.asOf ?? '2026-11-02T06:00:00.000Z',
    },
    kpis: given.kpis ?? [useKpi(nps, { by: ['channel'] })],
    scales: { nps: [0, 10], csat: [1, 5] },
  };
}

/** What is known: facts and comments, nothing rejected. */
const memoryOf = (facts: readonly Fact[], quotes: readonly QuoteCandidate[] = []): Memory => ({
  timezone: 'UTC',
  facts,
  quotes,
  coverage: { feedback: 12, commented: 5, sources: [] },
  models: [],
});

/** NPS answers of a month: promoters, passives, detractors. */
export const npsFact = (
  when: string,
  channel: string | null,
  [promoters, passives, detractors]: readonly [number, number, number],
): Fact => ({
  kpi: 'kpi.nps',
  month: when,
  cell: { channel },
  parts: { n: promoters + passives + detractors, promoters, detractors },
});

/** The month so many months before October 2026. */
export const ago = (months: number): string => addMonths(month, -months);

export const build = (facts: readonly Fact[], quotes: readonly QuoteCandidate[] = [], input: ReportInput = inputOf()) =>
  buildReport(input, memoryReader(memoryOf(facts, quotes)));

/** The series of the input's first KPI. */
export async function seriesOf(facts: readonly Fact[], input: ReportInput = inputOf()): Promise<Series> {
  const [kpi] = input.kpis;
  const metric = { kpi: kpi!, info: kpiInfo(kpi!, input.kpis) };
  return readSeries(metric, periodsOf(input), memoryReader(memoryOf(facts)));
}

import type { Metric } from './figure.ts';
import type { QuoteCandidate, ReportInput } from './input.ts';

/** What is needed to read a feedback's answers: the report's KPIs and the scales of their questions. */
export interface Reading {
  readonly metrics: readonly Metric[];
  readonly input: Pick<ReportInput, 'scales'>;
}

/** The first KPI's answer that a feedback has, with its question's scale; `null` when it has none. */
export function firstAnswer(
  candidate: QuoteCandidate,
  { metrics, input }: Reading,
): { readonly metric: Metric; readonly value: number; readonly scale: readonly [number, number] } | null {
  for (const metric of metrics) {
    const { on } = metric.kpi.use;
    const [value, scale] = [candidate.answers[on], input.scales[on]];
    if (metric.kpi.plugin.subject === 'answer' && scale && typeof value === 'number') return { metric, value, scale };
  }
  return null;
}

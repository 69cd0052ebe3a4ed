import { type StepError, stepErrorOf } from '../plan/failure.ts';
import type { Counts, ReportResult } from '../plan/result.ts';
import type { RunRecord } from './run-record.ts';

/** A step as the machine-readable output prints it. */
export interface StepSummary extends Counts {
  readonly id: string;
  readonly use: string;
  readonly kind: string;
  readonly status: string;
  readonly attempts: number;
  readonly ms: number;
  readonly error: StepError | null;
}

/**
 * The steps of a run in the plan's order. A connector is followed by its enrichments; the KPI set is shown as its KPIs
 * when it succeeded, as one step when it did not.
 */
export function stepsOf(run: RunRecord): readonly StepSummary[] {
  return run.nodes.flatMap(({ node, status, attempts, result, failure, counts }) => {
    const own: StepSummary = {
      id: node.id,
      use: node.kind === 'kpi' ? 'kpis' : node.use,
      kind: node.kind,
      status,
      attempts,
      ...counts,
      ms: result?.ms ?? 0,
      error: failure === null ? null : stepErrorOf(failure),
    };
    const parts = (result?.parts ?? []).map(part => ({
      id: part.id,
      use: part.use,
      kind: part.kind,
      status,
      attempts,
      ...part.counts,
      ms: part.ms,
      error: null,
    }));
    return node.kind === 'kpi' && parts.length > 0 ? parts : [own, ...parts];
  });
}

/** Every report that a run published, in the plan's order. */
export const reportsOf = (run: RunRecord): readonly ReportResult[] =>
  run.nodes.flatMap(({ result }) => result?.reports ?? []);

import type { KpiNode } from '../plan/plan.ts';
import { type NodeResult, noCounts } from '../plan/result.ts';
import { refreshKpis } from '../warehouse/kpi-daily.ts';
import { loadKpis } from './kpi-definitions.ts';
import type { Attempt, Runtime } from './runtime.ts';

/** Brings the daily parts of the whole KPI set up to date in one transaction: readers see the old set or the new one. */
export async function runKpiStep(node: KpiNode, runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  const startedAt = performance.now();
  const kpis = await loadKpis(node, runtime);
  const refreshed = await refreshKpis(runtime.warehouse, {
    pipeline: attempt.plan.pipeline,
    timezone: attempt.plan.timezone,
    kpis: kpis.map(kpi => kpi.definition),
    scorers: attempt.plan.nodes.filter(({ kind }) => kind === 'sentiment').map(({ id }) => id),
  });
  const ms = Math.round(performance.now() - startedAt);
  const parts = kpis.map(({ use }) => {
    const cells = refreshed[use.id]?.cells ?? 0;
    return { id: use.id, use: use.use, kind: 'kpi', counts: { ...noCounts, read: cells, written: cells }, ms: 0 };
  });
  return { counts: noCounts, ms, parts, reports: [], notes: [] };
}

import type { PlanNode } from '../../core/plan/plan.ts';
import type { StepRow } from '../../core/warehouse/runs.ts';
import type { NodeEnd } from '../contract.ts';

/** What became of a node as the warehouse records it. */
export const stepRowOf = (
  node: PlanNode,
  { status, attempts, result, failure, times }: Omit<NodeEnd, 'node'>,
): StepRow => ({
  ...{ node: node.id, use: node.kind === 'kpi' ? 'kpis' : node.use, kind: node.kind },
  ...{ status, attempts, result, failure, ...(times === undefined ? {} : { times }) },
});

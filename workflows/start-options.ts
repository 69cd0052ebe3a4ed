import { windowName } from '../core/model/window-name.ts';
import type { Plan } from '../core/plan/plan.ts';
import { attributesOf } from './search-attributes.ts';

/** What stands beside a run's workflow from its start. */
export interface RunMemo extends Record<string, unknown> {
  readonly run: string;
  /** The project's id; left out by a version before it. */
  readonly project?: string;
}

/** How a run reads in the server's own pages, and the memo that tells the run's id to whoever finds the workflow. */
export function describeRun(plan: Plan, run: string) {
  const of = plan.client === null ? '' : ` for ${plan.clientName ?? plan.client}`;
  const steps = plan.nodes.map(node => `- ${node.id} (${node.kind === 'kpi' ? 'KPIs' : node.use})`).join('\n');
  return {
    staticSummary: `${plan.pipeline}${of}, ${windowName(plan.window, plan.timezone)}`,
    staticDetails: `${plan.title ?? plan.pipeline}\n\nas of ${plan.asOf}, plan ${plan.digest.slice(0, 12)}\n\n${steps}`,
    typedSearchAttributes: attributesOf(plan),
    memo: { run, project: plan.project } satisfies RunMemo,
  };
}

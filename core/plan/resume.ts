import { canonicalJson } from '../model/digest.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { NodeResult } from './result.ts';

/** What became of a node in the run that is retried. */
export interface EndedNode {
  readonly node: string;
  readonly status: string;
  readonly result: NodeResult | null;
}

/**
 * The results that a retry takes over: of nodes that succeeded, that the plan compiled anew still has unchanged, and of
 * which all that they need is taken over too. What a changed node fed is stale, so it is run again.
 *
 * @param before - the plan that the run had
 * @param now - the same pipeline compiled anew for the run's own window and `asOf`
 * @returns results by node; empty when nothing can be kept
 */
export function resultsToKeep(
  before: Plan,
  now: Plan,
  ended: readonly EndedNode[],
): Readonly<Record<string, NodeResult>> {
  if (frameOf(before) !== frameOf(now)) return {};
  const results = new Map(ended.map(({ node, status, result }) => [node, status === 'succeeded' ? result : null]));
  const old = new Map(before.nodes.map(node => [node.id, canonicalJson(node)]));
  const kept: Record<string, NodeResult> = {};
  // A plan's nodes stand in an order in which every node comes after what it needs.
  for (const node of now.nodes) {
    const result = results.get(node.id) ?? null;
    const unchanged = old.get(node.id) === canonicalJson(node);
    if (result !== null && unchanged && node.needs.every(need => need in kept)) kept[node.id] = result;
  }
  return kept;
}

/**
 * The window to compile a run's plan anew with: `null` when it was compiled without one, which shows in a report that
 * speaks of another window than the run.
 */
export function givenWindow(plan: Plan): Plan['window'] | null {
  const differs = (node: PlanNode): boolean =>
    node.kind === 'report' && (node.window.from !== plan.window.from || node.window.to !== plan.window.to);
  return plan.nodes.some(differs) ? null : plan.window;
}

/** What every node is run with beside itself; the width changes no result. */
const frameOf = ({ timezone, locale, title, clientName, window, asOf, fullRefresh }: Plan): string =>
  canonicalJson({ timezone, locale, title, clientName, window, asOf, fullRefresh });

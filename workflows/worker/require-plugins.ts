import { VerbatimError } from '../../core/errors.ts';
import type { PlanNode } from '../../core/plan/plan.ts';
import type { PluginKind } from '../../core/plugin/meta.ts';
import type { Registry } from '../../core/plugin/registry.ts';

interface Needed {
  readonly kind: PluginKind;
  readonly use: string;
  readonly version: string;
}

/**
 * Refuses a step whose plugins this worker does not have as the plan was compiled with them.
 *
 * @throws VB6008 for the first one that is missing or has another version: another worker, or a later one, may have it
 */
export async function requirePlugins(node: PlanNode, registry: Registry): Promise<void> {
  for (const { kind, use, version } of pluginsOf(node)) {
    const found = registry.find(use);
    const has = found?.kind === kind ? (await registry.load(kind, use)).version : null;
    if (has === version) continue;
    const instead = has === null ? 'does not have it' : `has version ${has}`;
    throw new VerbatimError('VB6008', `step ${node.id} needs plugin "${use}" ${version}; this worker ${instead}`, {
      hint: 'start workers of the version that the plan was compiled with',
    });
  }
}

function pluginsOf(node: PlanNode): readonly Needed[] {
  const needed = (kind: PluginKind, uses: readonly Omit<Needed, 'kind'>[]): readonly Needed[] =>
    uses.map(({ use, version }) => ({ kind, use, version }));
  switch (node.kind) {
    case 'connector':
      return [...needed('connector', [node]), ...needed('enrichment', node.enrich)];
    case 'kpi':
      return needed('kpi', node.kpis);
    case 'report':
      return needed('sink', node.deliver);
    default:
      return needed(node.kind, [node]);
  }
}

import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/digest.ts';
import type { KpiNode, KpiUse, Plan } from '../plan/plan.ts';
import type { PluginsByKind } from '../plugin/registry.ts';
import type { KpiDefinition } from '../warehouse/kpi-definition.ts';
import { parseOptions } from './plugin-options.ts';
import type { Runtime } from './runtime.ts';

/** A KPI of a plan with its plugin at hand. */
export interface LoadedKpi {
  readonly use: KpiUse;
  readonly plugin: PluginsByKind['kpi'];
  readonly options: unknown;
  readonly definition: KpiDefinition;
  /** `nps@1.0.0#1a2b3c4d`: what `metrics` and the method page print. */
  readonly version: string;
}

/** The KPI node of a plan; every plan has at most one. */
export const kpiNodeOf = (plan: Plan): KpiNode | undefined =>
  plan.nodes.find((node): node is KpiNode => node.kind === 'kpi');

/** Imports the plugins of a KPI set and asks each for its parts under its options, in the order of the pipeline. */
export async function loadKpis(
  node: KpiNode,
  runtime: Pick<Runtime, 'registry' | 'environment' | 'root'>,
): Promise<readonly LoadedKpi[]> {
  return Promise.all(
    node.kpis.map(async use => {
      const plugin = await runtime.registry.load('kpi', use.use);
      const options = parseOptions(plugin, use.options, runtime);
      const digest = createHash('sha256').update(canonicalJson(options)).digest('hex');
      return {
        use,
        plugin,
        options,
        definition: { use, subject: plugin.subject, parts: plugin.parts(options), digest, version: plugin.version },
        version: `${plugin.id}@${plugin.version}#${digest.slice(0, 8)}`,
      };
    }),
  );
}

import { asVerbatimError } from '../errors.ts';
import type { PluginKind } from '../plugin/meta.ts';
import type { Plugin, PluginEntry, Registry } from '../plugin/registry.ts';
import { suggest } from '../text/nearest.ts';
import { checkOptions } from './check-options.ts';
import { type Diagnostic, fault, type Span } from './diagnostic.ts';
import { entriesOf, itemsOf, type Located, member, nodeAt, type Path } from './located.ts';

/** A plugin as a pipeline uses it. */
export interface PluginAt {
  readonly plugin: Plugin;
  /** Its options as its zod object gives them back; `null` when they have faults. */
  readonly options: unknown;
}

/** Where plugins are used in a pipeline, by the path of the use: `steps/0`. */
export interface Uses {
  readonly at: ReadonlyMap<string, PluginAt>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Site {
  readonly path: Path;
  readonly kinds: readonly PluginKind[];
}

const stepKinds: readonly PluginKind[] = ['enrichment', 'sentiment', 'segmentation'];

/** Where a plugin of a kind belongs. */
const places: Readonly<Record<PluginKind, string>> = {
  connector: 'sources:',
  enrichment: 'steps:',
  sentiment: 'steps:',
  segmentation: 'steps:',
  kpi: 'kpis:',
  sink: 'deliver: of a report',
};

/** The name of a use in `Uses.at`. */
export const useKey = (path: Path): string => path.map(String).join('/');

/**
 * Loads every plugin that a pipeline uses and checks its options with the plugin's own zod object.
 *
 * @returns VB1203 unknown KPI, VB1204 unknown plugin, VB1216 another kind, VB3001 and VB3002 from loading, and what `checkOptions` finds
 */
export async function checkUses(root: Located, registry: Registry): Promise<Uses> {
  const found = new Map<string, PluginAt>();
  const diagnostics: Diagnostic[] = [];
  for (const site of sitesOf(root)) {
    const use = member(nodeAt(root, site.path), 'use');
    if (use?.kind !== 'scalar' || typeof use.value !== 'string' || use.broken) continue;
    const entry = registry.find(use.value);
    const refusal = refuse(entry, use.value, use.at, site.kinds, registry);
    if (refusal) {
      diagnostics.push(refusal);
      continue;
    }
    try {
      const plugin = await entry!.load();
      const checked = checkOptions(root, site.path, plugin);
      diagnostics.push(...checked.diagnostics);
      found.set(useKey(site.path), { plugin, options: checked.options });
    } catch (thrown) {
      const error = asVerbatimError(thrown);
      const code = error.code === 'VB9001' ? 'VB3001' : error.code;
      diagnostics.push(fault(code, use.at, `plugin "${use.value}": ${error.message}`, error.hint));
    }
  }
  return { at: found, diagnostics };
}

function sitesOf(root: Located): readonly Site[] {
  const indices = (list: Located | undefined): readonly number[] => [...itemsOf(list).keys()];
  const sinks = ['report', 'alerts'].flatMap(list =>
    itemsOf(member(root, list)).flatMap((item, index) =>
      indices(member(item, 'deliver')).map((sink): Site => ({ path: [list, index, 'deliver', sink], kinds: ['sink'] })),
    ),
  );
  return [
    ...entriesOf(member(root, 'sources')).map(([id]): Site => ({ path: ['sources', id], kinds: ['connector'] })),
    ...indices(member(root, 'steps')).map((index): Site => ({ path: ['steps', index], kinds: stepKinds })),
    ...indices(member(root, 'kpis')).map((index): Site => ({ path: ['kpis', index], kinds: ['kpi'] })),
    ...sinks,
  ];
}

function refuse(
  entry: PluginEntry | undefined,
  id: string,
  at: Span,
  kinds: readonly PluginKind[],
  registry: Registry,
): Diagnostic | null {
  const wanted = kinds.length === 1 ? kinds[0]! : 'step';
  if (!entry) {
    const known = registry.entries.filter(one => kinds.includes(one.kind)).map(one => one.id);
    const noun = wanted === 'kpi' ? 'KPI' : wanted === 'step' ? 'enrichment, sentiment or segmentation' : wanted;
    return fault(wanted === 'kpi' ? 'VB1203' : 'VB1204', at, `no ${noun} is named "${id}"`, suggest(id, known));
  }
  if (kinds.includes(entry.kind)) return null;
  const needed =
    kinds.length === 1 ? `a ${wanted === 'kpi' ? 'KPI' : wanted}` : 'an enrichment, sentiment or segmentation';
  const message = `"${id}" is a ${entry.kind === 'kpi' ? 'KPI' : entry.kind}, ${needed} is needed here`;
  return fault('VB1216', at, message, `it belongs under ${places[entry.kind]}`);
}

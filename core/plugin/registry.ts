import { type Place, VerbatimError } from '../errors.ts';
import type { Connector } from './connector.ts';
import type { Kpi, Segmentation } from './measure.ts';
import type { PluginKind } from './meta.ts';
import type { Sink } from './sink.ts';
import type { Enrichment, Sentiment } from './text.ts';

// Each plugin has its own option type; the registry hands options over only after that plugin's zod object has parsed
// them, so inside the house the type is erased once, here.
// biome-ignore lint/suspicious/noExplicitAny: the erased option type of a parsed plugin
type Erased = any;

export interface PluginsByKind {
  readonly connector: Connector<Erased, Erased, Erased>;
  readonly enrichment: Enrichment<Erased>;
  readonly sentiment: Sentiment<Erased>;
  readonly segmentation: Segmentation<Erased>;
  readonly kpi: Kpi<Erased>;
  readonly sink: Sink<Erased>;
}

export type Plugin = PluginsByKind[PluginKind];

/** A plugin that is known by name and imported only when it is used. */
export interface PluginEntry {
  readonly kind: PluginKind;
  readonly id: string;
  /** `built-in`, or the file or package that the project lists. */
  readonly from: string;
  readonly load: () => Promise<Plugin>;
}

/** Every plugin of a project, by id; nothing is imported before `load`. */
export interface Registry {
  readonly entries: readonly PluginEntry[];
  readonly find: (id: string) => PluginEntry | undefined;
  /** Imports a plugin of a kind. Throws VB1204 (unknown) or VB1216 (another kind). */
  readonly load: <Kind extends PluginKind>(kind: Kind, id: string) => Promise<PluginsByKind[Kind]>;
}

/** VB3005 for two plugins of one id. */
export const sharedId = (first: PluginEntry, second: PluginEntry, at?: Place): VerbatimError =>
  new VerbatimError('VB3005', `two plugins are called "${first.id}": ${first.from} and ${second.from}`, {
    hint: 'rename one of them',
    ...(at === undefined ? {} : { at }),
  });

/**
 * Puts plugins under their ids.
 *
 * @throws VB3005 when two plugins share an id
 */
export function createRegistry(entries: readonly PluginEntry[]): Registry {
  const byId = new Map<string, PluginEntry>();
  for (const entry of entries) {
    const other = byId.get(entry.id);
    if (other) throw sharedId(other, entry);
    byId.set(entry.id, entry);
  }
  const load = async <Kind extends PluginKind>(kind: Kind, id: string): Promise<PluginsByKind[Kind]> => {
    const found = byId.get(id);
    if (!found) throw new VerbatimError('VB1204', `no ${kind} is named "${id}"`);
    if (found.kind !== kind) throw new VerbatimError('VB1216', `"${id}" is a ${found.kind}, a ${kind} is needed`);
    return (await found.load()) as PluginsByKind[Kind];
  };
  return { entries: [...byId.values()], find: id => byId.get(id), load };
}

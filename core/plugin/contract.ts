import type { PluginKind } from './meta.ts';
import type { Plugin } from './registry.ts';

/** What a member of a plugin must be: a JavaScript type, or a list. */
type Wanted = 'function' | 'object' | 'string' | 'list';

const common: Readonly<Record<string, Wanted>> = { version: 'string', title: 'string', options: 'object' };

const members: Readonly<Record<PluginKind, Readonly<Record<string, Wanted>>>> = {
  connector: { streams: 'object', check: 'function', read: 'function' },
  enrichment: { stage: 'string', reads: 'list', writes: 'list', open: 'function' },
  sentiment: { model: 'object', open: 'function' },
  segmentation: { scheme: 'function' },
  kpi: {
    subject: 'string',
    on: 'string',
    unit: 'string',
    range: 'function',
    label: 'function',
    noun: 'object',
    definition: 'function',
    parts: 'function',
    measure: 'function',
    compare: 'function',
  },
  sink: { deliver: 'function' },
};

/** What a plugin's id looks like. */
export const pluginIdPattern = /^[a-z][a-z0-9-]*$/;

export const isPluginKind = (kind: unknown): kind is PluginKind =>
  typeof kind === 'string' && Object.hasOwn(members, kind);

/** True for an export that means to be a plugin: an object with the kind of one. */
export function looksLikePlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && isPluginKind((value as { readonly kind?: unknown }).kind);
}

/** Everything in which a plugin falls short of its kind's contract, each as "options: expected an object, found a string". */
export function contractFaults(plugin: Plugin): readonly string[] {
  const record = plugin as unknown as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  if (typeof record.id !== 'string' || !pluginIdPattern.test(record.id))
    faults.push('id: expected a-z, 0-9 and -, beginning with a letter');
  for (const [name, wanted] of Object.entries({ ...common, ...members[plugin.kind] })) {
    const found = record[name];
    if (!isA(found, wanted))
      faults.push(`${name}: expected a ${wanted}, found ${found === undefined ? 'nothing' : `a ${typeof found}`}`);
  }
  const { options } = record;
  if (isA(options, 'object') && typeof (options as { readonly safeParse?: unknown }).safeParse !== 'function') {
    faults.push('options: expected a zod object');
  }
  return faults;
}

function isA(value: unknown, wanted: Wanted): boolean {
  if (wanted === 'list') return Array.isArray(value);
  return value !== null && typeof value === wanted;
}

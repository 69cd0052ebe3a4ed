import { VerbatimError } from '../errors.ts';
import { canonicalJson, type Json } from '../model/digest.ts';
import type { PluginKind } from '../plugin/meta.ts';
import type { PluginsByKind, Registry } from '../plugin/registry.ts';
import { fillRun, type RunName } from '../spec/reference.ts';
import type { PluginUse } from './plan.ts';

/** A plugin, how a plan writes it down, and its options as its own zod object gives them back. */
export interface Used<Kind extends PluginKind> {
  readonly plugin: PluginsByKind[Kind];
  readonly use: PluginUse;
  readonly parsed: unknown;
}

/** What a plugin's use is written with in the pipeline. */
export interface Given {
  readonly use: string;
  readonly with: unknown;
}

/**
 * Loads a plugin and settles its options.
 *
 * The plan carries the options with their defaults where that form is plain JSON which the plugin reads back as the
 * same; else as they were given. Either way a plugin's zod object parses them again when the node runs. Secrets stay references.
 *
 * @throws VB1202 when the plugin refuses the options, VB1204, VB1216 from the registry
 */
export async function loadUse<Kind extends PluginKind>(
  registry: Registry,
  kind: Kind,
  given: Given,
  run: Readonly<Record<RunName, string>>,
): Promise<Used<Kind>> {
  const plugin = await registry.load(kind, given.use);
  const options = fillRun(given.with, run);
  const first = plugin.options.safeParse(options);
  if (!first.success) {
    const issue = first.error.issues[0];
    const where = issue && issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
    throw new VerbatimError('VB1202', `${kind} "${given.use}" refuses its options${where}`, {
      hint: 'verbatim validate shows the place',
    });
  }
  const parsed: unknown = first.data;
  const stable = isPlain(parsed) && sameAgain(plugin.options.safeParse(parsed), parsed);
  return {
    plugin,
    use: { use: given.use, version: plugin.version, options: (stable ? parsed : options) as Json },
    parsed,
  };
}

function sameAgain(result: { readonly success: boolean; readonly data?: unknown }, parsed: unknown): boolean {
  return result.success && canonicalJson(result.data) === canonicalJson(parsed);
}

/** True for what JSON gives back unchanged; an absent member may be `undefined`. */
function isPlain(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}

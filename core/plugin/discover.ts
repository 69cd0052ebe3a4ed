import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { type Place, VerbatimError } from '../errors.ts';
import { contractFaults, isPluginKind, looksLikePlugin, pluginIdPattern } from './contract.ts';
import type { PluginKind } from './meta.ts';
import { type Plugin, type PluginEntry, sharedId } from './registry.ts';

/** A line under `plugins:` of a project: a file such as `./plugins/my-desk.ts`, or the name of an installed package. */
export interface ListedPlugin {
  readonly name: string;
  readonly at: Place;
}

/** Plugins that were found, and why others were not. */
export interface Discovered {
  readonly entries: readonly PluginEntry[];
  readonly faults: readonly VerbatimError[];
}

/** What a package's `verbatim` block says of one of its plugins. */
interface Declared {
  readonly kind: PluginKind;
  readonly id: string;
  /** Relative to the package. */
  readonly entry: string;
}

type Import = (path: string) => Promise<unknown>;

/**
 * Finds the plugins that a project lists. A file is imported at once, since only it knows its ids; a package says them
 * in its package.json (`"verbatim": { "plugins": [{ "kind", "id", "entry" }] }`) and is imported on first use.
 *
 * TypeScript is read as it is, and `verbatim-cx/sdk` and `zod` are the modules of this process, so that there is one copy.
 *
 * @param root - the project's folder, absolute
 * @param builtIn - plugins whose ids are taken already
 * @param sdk - imports the module that plugins know as `verbatim-cx/sdk`; it stands above this room, so it is handed in
 * @returns VB1407, VB3001, VB3002 and VB3005 as `faults`, each at its line; they are not thrown so that all are told at
 *   once. Of plugins that share an id the first one counts.
 */
export async function discoverPlugins(
  root: string,
  listed: readonly ListedPlugin[],
  builtIn: readonly PluginEntry[],
  sdk: () => Promise<unknown>,
): Promise<Discovered> {
  if (listed.length === 0) return { entries: [], faults: [] };
  const load = await createImport(root, sdk);
  const taken = new Map(builtIn.map(entry => [entry.id, entry]));
  const faults: VerbatimError[] = [];
  for (const one of listed) {
    try {
      const isFile = one.name.startsWith('.') || isAbsolute(one.name) || /\.[cm]?[jt]s$/.test(one.name);
      for (const entry of isFile ? await fromFile(root, one, load) : await fromPackage(root, one, load)) {
        const other = taken.get(entry.id);
        if (other) faults.push(sharedId(other, entry, one.at));
        else taken.set(entry.id, entry);
      }
    } catch (error) {
      faults.push(error instanceof VerbatimError ? error : unloadable(one, error));
    }
  }
  return { entries: [...taken.values()].slice(builtIn.length), faults };
}

async function createImport(root: string, loadSdk: () => Promise<unknown>): Promise<Import> {
  const [{ createJiti }, sdk, zod] = await Promise.all([import('jiti'), loadSdk(), import('zod')]);
  const jiti = createJiti(join(root, 'verbatim.js'), {
    fsCache: false,
    moduleCache: false,
    virtualModules: { 'verbatim-cx/sdk': sdk, zod },
  });
  return path => jiti.import(path);
}

async function fromFile(root: string, listed: ListedPlugin, load: Import): Promise<readonly PluginEntry[]> {
  const path = resolve(root, listed.name);
  const real = await realpath(path).catch(() => null);
  if (real === null)
    throw new VerbatimError('VB3001', `${listed.name} is missing`, {
      at: listed.at,
      hint: 'paths start from the project’s folder',
    });
  const inside = relative(root, real);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw new VerbatimError('VB1407', `plugin ${listed.name} lies outside the project`, {
      at: listed.at,
      hint: 'copy it into plugins/, or list a package',
    });
  }
  const plugins = await pluginsOf(path, listed, load);
  return plugins.map(plugin => ({ kind: plugin.kind, id: plugin.id, from: listed.name, load: async () => plugin }));
}

async function fromPackage(root: string, listed: ListedPlugin, load: Import): Promise<readonly PluginEntry[]> {
  const folder = await packageFolder(root, listed);
  const declared = declaredPlugins(await readFile(join(folder, 'package.json'), 'utf8'), listed);
  const entries = declared.map(one => ({
    kind: one.kind,
    id: one.id,
    from: listed.name,
    load: once(() => loadDeclared(folder, one, listed, load)),
  }));
  const [only] = entries;
  // A package with one plugin may be used by its own name, too.
  return only && entries.length === 1 && only.id !== listed.name ? [only, { ...only, id: listed.name }] : entries;
}

async function packageFolder(root: string, listed: ListedPlugin): Promise<string> {
  if (/^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(listed.name)) {
    for (let folder = root; ; folder = join(folder, '..')) {
      const candidate = join(folder, 'node_modules', listed.name);
      if (await stat(join(candidate, 'package.json')).catch(() => null)) return candidate;
      if (join(folder, '..') === folder) break;
    }
  }
  throw new VerbatimError('VB3001', `package ${listed.name} is not installed`, {
    at: listed.at,
    hint: `npm install ${listed.name}`,
  });
}

function declaredPlugins(packageJson: string, listed: ListedPlugin): readonly Declared[] {
  const block = (JSON.parse(packageJson) as { readonly verbatim?: { readonly plugins?: unknown } }).verbatim?.plugins;
  const plugins = (Array.isArray(block) ? block : []) as readonly Partial<Record<keyof Declared, unknown>>[];
  const sound = plugins.filter(
    (one): one is Declared =>
      isPluginKind(one?.kind) &&
      typeof one.id === 'string' &&
      pluginIdPattern.test(one.id) &&
      typeof one.entry === 'string',
  );
  if (sound.length > 0 && sound.length === plugins.length) return sound;
  throw new VerbatimError('VB3002', `package ${listed.name} does not say its plugins`, {
    at: listed.at,
    hint: 'its package.json needs "verbatim": { "plugins": [{ "kind": …, "id": …, "entry": … }] }',
  });
}

async function loadDeclared(folder: string, declared: Declared, listed: ListedPlugin, load: Import): Promise<Plugin> {
  const plugins = await pluginsOf(join(folder, declared.entry), listed, load);
  const found = plugins.find(plugin => plugin.id === declared.id && plugin.kind === declared.kind);
  if (found) return found;
  throw new VerbatimError(
    'VB3002',
    `package ${listed.name} declares ${declared.kind} "${declared.id}", which ${declared.entry} does not export`,
    {
      at: listed.at,
    },
  );
}

/** The plugins that a module exports, checked against their contracts. */
async function pluginsOf(path: string, listed: ListedPlugin, load: Import): Promise<readonly Plugin[]> {
  const exported = await load(path).catch((error: unknown) => {
    throw unloadable(listed, error);
  });
  const values =
    typeof exported === 'object' && exported !== null ? [...new Set<unknown>(Object.values(exported))] : [];
  const plugins = values.filter(looksLikePlugin);
  const faults = plugins.flatMap(plugin => contractFaults(plugin).map(fault => `"${String(plugin.id)}" ${fault}`));
  if (plugins.length > 0 && faults.length === 0) return plugins;
  const why = plugins.length === 0 ? 'it exports no plugin' : faults.join('; ');
  throw new VerbatimError('VB3002', `plugin ${listed.name}: ${why}`, {
    at: listed.at,
    hint: 'export what defineConnector or its siblings return',
  });
}

/** The reason in one line: a parser's own message goes on with a drawing of the source. */
function unloadable(listed: ListedPlugin, error: unknown): VerbatimError {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
  return new VerbatimError('VB3001', `plugin ${listed.name}: ${reason}`, { at: listed.at, cause: error });
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

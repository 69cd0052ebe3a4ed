import { VerbatimError } from '../errors.ts';
import type { Plugin } from '../plugin/registry.ts';
import { shapeFaults } from './check-shape.ts';
import { type Diagnostic, fault } from './diagnostic.ts';
import { headOf, type Located, type LocatedScalar, member, nodeAt, type Path, toJson } from './located.ts';
import { leavesRoot, namesFile } from './paths.ts';
import { fillRun, sampleRun, secretName } from './reference.ts';
import { keysAt, noteAt } from './schema-walk.ts';

interface Leaf {
  readonly path: Path;
  readonly node: LocatedScalar;
}

/**
 * Checks the options of one use of a plugin.
 *
 * @param path - of the use; its options stand under `with`
 * @returns the options as the plugin's zod object gives them back, `null` with faults: VB1201, VB1202, VB1205,
 * VB1303 a literal in a secret option, VB1304 a secret in another option, VB1407 a path out of the project
 * @throws VB3002 when the plugin's own check throws
 */
export function checkOptions(
  root: Located,
  path: Path,
  plugin: Plugin,
): { readonly options: unknown; readonly diagnostics: readonly Diagnostic[] } {
  const holder = nodeAt(root, path)!;
  const given = member(holder, 'with');
  // A value of another kind is a fault of the language itself and is told there.
  if (given && given.kind !== 'map') return { options: null, diagnostics: [] };
  const base = [...path, 'with'];
  const isSecret = (option: Path): boolean => noteAt(plugin.options, option, 'secret') === true;
  // Where there is an address, a path is a part of it and no file.
  const local = !keysAt(plugin.options, []).some(key => /(?:^|_)(?:url|host)$/.test(key));
  const diagnostics = given ? leaves(given, []).flatMap(leaf => leafFaults(leaf, isSecret(leaf.path), local)) : [];
  const result = parse(plugin, given ? fillRun(toJson(given), sampleRun) : {});
  if (result.success) return { options: diagnostics.length > 0 ? null : result.data, diagnostics };
  const skip = (option: Path): boolean =>
    // An option beside `with` instead of below it is told there.
    (option.length === 1 && !nodeAt(given, option) && member(holder, String(option[0])) !== undefined) ||
    (isSecret(option) && nodeAt(given, option)?.kind === 'scalar' && toJson(nodeAt(given, option)!) !== null);
  const shape = shapeFaults(result.error.issues, { schema: plugin.options, root, base, skip });
  const use = member(holder, 'use');
  // Without any options there is no better place than the plugin's name.
  const placed = given ? shape : shape.map(one => ({ ...one, ...(use ? use.at : headOf(holder)) }));
  return { options: null, diagnostics: [...diagnostics, ...placed] };
}

function parse(plugin: Plugin, value: unknown): ReturnType<Plugin['options']['safeParse']> {
  try {
    return plugin.options.safeParse(value);
  } catch (error) {
    throw new VerbatimError('VB3002', 'the check of its options threw', { cause: error });
  }
}

function leaves(node: Located, path: Path): readonly Leaf[] {
  if (node.kind === 'scalar') return [{ path, node }];
  if (node.kind === 'list') return node.items.flatMap((item, index) => leaves(item, [...path, index]));
  return [...node.entries].flatMap(([key, entry]) => leaves(entry.value, [...path, key]));
}

function leafFaults({ path, node }: Leaf, secret: boolean, local: boolean): readonly Diagnostic[] {
  if (node.value === null) return [];
  const name = JSON.stringify(String(path.findLast(part => typeof part === 'string') ?? ''));
  const reference = typeof node.value === 'string' ? secretName(node.value) : null;
  if (secret && reference === null && !node.broken) {
    const hint = `write "\${secret:NAME}" and set NAME in the environment or in .env`;
    return [fault('VB1303', node.at, `${name} is a secret: only a reference may stand here, never its value`, hint)];
  }
  if (!secret && reference !== null) {
    const hint = `write "\${env:${reference}}" if it is no secret`;
    return [fault('VB1304', node.at, `${name} is no secret option, so its value would be stored and printed`, hint)];
  }
  if (!secret && local && !node.broken && typeof node.value === 'string' && namesFile(path) && leavesRoot(node.value)) {
    return [
      fault(
        'VB1407',
        node.at,
        `${name}: the path leads out of the project`,
        'write a path relative to the project’s folder',
      ),
    ];
  }
  return [];
}

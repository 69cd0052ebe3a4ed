import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative } from 'node:path';
import { nearest } from '../text/nearest.ts';
import { type Diagnostic, fault } from './diagnostic.ts';
import { type Located, type LocatedScalar, member } from './located.ts';
import { merge, settle } from './merge.ts';
import { loadYamlFile, type YamlFile } from './yaml-file.ts';

/** Reads a YAML file of a project once; `null` when it is missing, `outside` when it lies beyond the project's root. */
export type ReadYaml = (file: string) => Promise<YamlFile | null | 'outside'>;

/** A file with everything that it extends merged in. */
export interface Inherited {
  /** `null` when one of the files cannot be understood. */
  readonly root: Located | null;
  /** Every file that took part, the nearest first. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes a reader of a project's YAML files that reads each once.
 *
 * @param root - absolute, without symbolic links
 */
export function createYamlReader(root: string): ReadYaml {
  const cache = new Map<string, ReturnType<ReadYaml>>();
  const read: ReadYaml = async file => {
    const path = join(root, file);
    try {
      const real = relative(root, await realpath(path));
      if (real.startsWith('..') || isAbsolute(real)) return 'outside';
      return await loadYamlFile(path, file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null;
      throw error;
    }
  };
  return file => {
    const found = cache.get(file) ?? read(file);
    cache.set(file, found);
    return found;
  };
}

/**
 * Reads a file and what it extends, the nearest over the farthest.
 *
 * @returns VB1401 missing, VB1402 circle, VB1407 outside the project, and what the files' own YAML has
 */
export async function inherit(file: string, projectRoot: string, read: ReadYaml): Promise<Inherited> {
  const layers: YamlFile[] = [];
  const links: LocatedScalar[] = [];
  const diagnostics: Diagnostic[] = [];
  const give = (root: Located | null): Inherited => ({ root, files: layers.map(layer => layer.file), diagnostics });
  let next: string | null = file;
  while (next !== null) {
    const layer: YamlFile | null | 'outside' = await read(next);
    if (layer === null || layer === 'outside') {
      const link = links.at(-1);
      if (link) diagnostics.push(await unreachable(link, next, layer, projectRoot));
      return give(null);
    }
    layers.push(layer);
    diagnostics.push(...layer.diagnostics);
    if (!layer.root) {
      if (layer.diagnostics.length === 0) diagnostics.push(emptyFile(layer.file));
      return give(null);
    }
    const link = member(layer.root, 'extends');
    if (link?.kind !== 'scalar' || typeof link.value !== 'string' || link.value.includes('${')) break;
    links.push(link);
    const target = posix.normalize(posix.join(posix.dirname(next), link.value.replaceAll('\\', '/')));
    if (target.startsWith('..') || isAbsolute(link.value) || /^[A-Za-z]:/.test(link.value)) {
      diagnostics.push(await unreachable(link, target, 'outside', projectRoot));
      return give(null);
    }
    const circle = layers.findIndex(one => one.file === target);
    if (circle >= 0) {
      diagnostics.push(...circleFaults(layers.slice(circle), links.slice(circle)));
      return give(null);
    }
    next = target;
  }
  const merged = layers.map(layer => layer.root!).reduceRight((base, over) => merge(base, over));
  const settled = settle(merged);
  diagnostics.push(...settled.diagnostics);
  return give(settled.root);
}

function emptyFile(file: string): Diagnostic {
  const at = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  return fault('VB1102', at, 'the file is empty', 'write at least its first key');
}

/** A circle has no first file, so each of its links is named: cutting any of them mends it. */
function circleFaults(layers: readonly YamlFile[], links: readonly LocatedScalar[]): readonly Diagnostic[] {
  return links.map((link, index) => {
    const around = [...layers.slice(index), ...layers.slice(0, index)].map(layer => layer.file);
    const message = `files extend each other in a circle: ${[...around, around[0]].join(' → ')}`;
    return fault('VB1402', link.at, message, 'remove one of these "extends"');
  });
}

async function unreachable(
  link: LocatedScalar,
  file: string,
  why: null | 'outside',
  root: string,
): Promise<Diagnostic> {
  if (why === 'outside') {
    return fault(
      'VB1407',
      link.at,
      `${JSON.stringify(link.value)} leads out of the project`,
      'extend a file inside the project’s folder',
    );
  }
  const folder = dirname(join(root, file));
  const siblings = await readdir(folder).catch(() => null);
  if (!siblings)
    return fault(
      'VB1401',
      link.at,
      `${file} is missing: there is no folder ${dirname(file)}`,
      'paths start from the file that says "extends"',
    );
  const close = nearest(basename(file), siblings);
  const hint = close
    ? `did you mean "${posix.join(posix.dirname(String(link.value)), close)}"?`
    : 'paths start from the file that says "extends"';
  return fault('VB1401', link.at, `${file} is missing`, hint);
}

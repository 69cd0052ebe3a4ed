import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, win32 } from 'node:path';
import { VerbatimError } from '../../../core/sdk.ts';
import { asSourceError, isBelow, leaves } from './open.ts';

/**
 * Names of the files that a path or pattern means, relative to the project, in code-unit order.
 *
 * In a segment `*` stands for any characters and `?` for one, a leading dot excepted; a segment `**` stands for any
 * folders, links not followed.
 *
 * @param root - absolute folder of the project
 * @throws VB1407 for a path that leaves the project, VB2002 when nothing matches, VB2001 when a folder cannot be read
 */
export async function findFiles(root: string, path: string): Promise<readonly string[]> {
  const segments = segmentsOf(root, path);
  if (!segments.some(isPattern)) return [segments.join('/')];
  const base = await realpath(root);
  const found = new Set<string>();
  await walk(base, '', segments, found);
  if (found.size === 0) {
    throw new VerbatimError('VB2002', `no file matches "${path}"`, {
      hint: 'paths are relative to the folder of the project; see that the export has arrived',
    });
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

function segmentsOf(root: string, path: string): readonly string[] {
  // a drive letter or a UNC share is absolute on the system that has them, and never a name here
  const foreign = win32.isAbsolute(path) && !isAbsolute(path);
  if (foreign || path.includes('\0')) throw leaves(path.replaceAll('\0', '\\0'));
  const local = isAbsolute(path) ? relative(root, path) : path;
  const segments = local.split('/').filter(segment => segment !== '' && segment !== '.');
  if (segments.length === 0 || segments.includes('..')) throw leaves(path);
  return segments;
}

const isPattern = (segment: string): boolean => /[*?]/.test(segment);

async function walk(base: string, folder: string, segments: readonly string[], found: Set<string>): Promise<void> {
  const [segment, ...others] = segments;
  if (segment === undefined) return;
  if (!isPattern(segment)) {
    const next = folder === '' ? segment : `${folder}/${segment}`;
    if (others.length > 0) return walk(base, next, others, found);
  }
  if (segment === '**' && others.length > 0) await walk(base, folder, others, found);
  for (const entry of await entriesOf(base, folder)) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (segment === '**') {
      if (entry.isDirectory() && !entry.name.startsWith('.')) await walk(base, name, segments, found);
      else if (others.length === 0 && !entry.isDirectory() && !entry.name.startsWith('.')) found.add(name);
    } else if (matches(entry.name, segment)) {
      if (others.length > 0) await walk(base, name, others, found);
      else if (!entry.isDirectory()) found.add(name);
    }
  }
}

async function entriesOf(base: string, folder: string) {
  try {
    const real = await realpath(join(base, folder));
    if (real !== base && !isBelow(base, real)) throw leaves(folder);
    return await readdir(real, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw asSourceError(error, folder);
  }
}

/** Wildcards without backtracking over more than the last star. */
export function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[i])) {
      at++;
      i++;
    } else if (star !== -1) {
      at = star + 1;
      i = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

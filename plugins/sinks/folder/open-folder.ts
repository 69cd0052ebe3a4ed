import { lstat, mkdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { VerbatimError } from '../../../core/sdk.ts';

/**
 * Makes a folder below a root, part by part, and gives back its real path. A symbolic link on the way is followed only
 * when it leads to a place below the root.
 *
 * @param root - absolute; made when missing
 * @param path - relative to it, with / or \ between its parts
 * @throws VB1407 when the path is absolute, steps up or leads out of the root; VB5006 when a part is no folder
 */
export async function openFolder(root: string, path: string): Promise<string> {
  const parts = partsOf(path);
  await mkdir(root, { recursive: true });
  const realRoot = await realpath(root);
  let folder = realRoot;
  for (const part of parts) {
    folder = await enter(join(folder, part), realRoot, path);
  }
  return folder;
}

function partsOf(path: string): readonly string[] {
  const parts = path.split(/[\\/]/).filter(part => part !== '' && part !== '.');
  const outside = isAbsolute(path) || /^[\\/]|^[A-Za-z]:/.test(path) || parts.includes('..') || path.includes('\0');
  if (outside) throw leaves(path);
  return parts;
}

async function enter(folder: string, root: string, path: string): Promise<string> {
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const entry = await lstat(folder);
  const real = entry.isSymbolicLink() ? await realpath(folder) : folder;
  if (real !== root && !real.startsWith(`${root}${sep}`)) throw leaves(path);
  if (!(await lstat(real)).isDirectory()) {
    throw new VerbatimError('VB5006', `"${path}" is not a folder, so nothing can be delivered into it`, {
      hint: 'remove the file that stands in its way, or name another folder',
    });
  }
  return real;
}

const leaves = (path: string): VerbatimError =>
  new VerbatimError('VB1407', `the folder "${path.replaceAll('\0', '')}" lies outside the project`, {
    hint: 'name a folder relative to the project, for example "out"',
  });

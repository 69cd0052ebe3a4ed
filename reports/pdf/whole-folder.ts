import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { partialPath, removeAbandoned } from './partial-path.ts';

/**
 * Makes a folder whole or not at all: filled beside its place, then renamed into it.
 * Safe when several processes ask at once: each fills its own, the first rename wins, the others use that one.
 *
 * @param folder - absolute; left alone when it is there already
 * @param fill - writes the content into the folder that it is given
 */
export async function makeWholeFolder(folder: string, fill: (into: string) => Promise<void>): Promise<void> {
  if (await isFolder(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const partial = partialPath(folder);
  await mkdir(partial);
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true });
    if (!(await isFolder(folder))) throw thrown;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A folder that is still being filled after this long belongs to a process that died. */
const abandonedAfterMs = 60 * 60 * 1000;

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
  const partial = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}.partial`;
  await mkdir(partial);
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (thrown) {
    await rm(partial, { recursive: true, force: true });
    if (!(await isFolder(folder))) throw thrown;
  }
}

/** True when a folder stands there, false when nothing or something else does. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  const partials = (await readdir(parent)).filter(
    name => name.startsWith(`${basename(folder)}.`) && name.endsWith('.partial'),
  );
  for (const name of partials) {
    const path = join(parent, name);
    const age = await stat(path).then(
      found => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > abandonedAfterMs) await rm(path, { recursive: true, force: true });
  }
}

import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What is still unfinished after this long belongs to a process that was killed. */
const abandonedAfterMs = 60 * 60 * 1000;

/**
 * A hidden path beside another one, under which a file or a folder is made before it is renamed into its place. No two
 * calls give the same.
 */
export function partialPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.partial`);
}

/** Removes what killed processes left beside a path; what is younger than an hour may still be at work. */
export async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `.${basename(path)}.`;
  const names = (await readdir(folder)).filter(name => name.startsWith(start) && name.endsWith('.partial'));
  for (const name of names) {
    const partial = join(folder, name);
    const changed = await stat(partial).then(
      found => found.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - changed > abandonedAfterMs) await rm(partial, { recursive: true, force: true });
  }
}

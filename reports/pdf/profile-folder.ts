import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const nameForm = /^verbatim-browser-(\d+)-/;

/** Process numbers are reused, and mean nothing in another container that shares the folder: young folders are left. */
const settledAfterMs = 60 * 60 * 1000;

/**
 * Makes a folder for one browser's profile and removes those of processes that were killed before they could.
 *
 * @param parent - folder for temporary files
 * @returns absolute path of an empty folder that only this user may read
 */
export async function makeProfile(parent: string): Promise<string> {
  await removeAbandoned(parent);
  return mkdtemp(join(parent, `verbatim-browser-${process.pid}-`));
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = nameForm.exec(name)?.[1];
    if (!owner || isAlive(Number(owner))) continue;
    const path = join(parent, name);
    const changed = await stat(path).then(
      found => found.mtimeMs,
      () => Date.now(),
    );
    // Another user's folder may refuse; it is not ours to remove.
    if (Date.now() - changed > settledAfterMs) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

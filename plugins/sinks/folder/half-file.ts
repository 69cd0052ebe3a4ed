import { createHash, randomBytes } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A half file of another machine that shares the folder is left alone for so long. */
const abandonedAfterMs = 60 * 60 * 1000;

/** Process numbers mean something on one machine, or in one container, alone. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A hidden path beside the file of a name, to write to before it is renamed into its place. No two calls give the same. */
export const halfPath = (folder: string, name: string): string =>
  join(folder, `.${name}.${machine}-${process.pid}-${randomBytes(6).toString('hex')}.part`);

/** Removes the half files of a name that processes left behind which were killed while they wrote. */
export async function removeAbandonedHalves(folder: string, name: string): Promise<void> {
  const start = `.${name}.`;
  const halves = (await readdir(folder)).filter(one => one.startsWith(start) && one.endsWith('.part'));
  for (const half of halves) {
    const path = join(folder, half);
    // Another user's file may refuse, and another process may have been faster.
    if (await isAbandoned(path, half.slice(start.length))) await unlink(path).catch(() => undefined);
  }
}

async function isAbandoned(path: string, rest: string): Promise<boolean> {
  const owner = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part$/.exec(rest);
  if (owner?.[1] === machine && !isAlive(Number(owner[2]))) return true;
  const changed = await stat(path).then(
    found => found.mtimeMs,
    () => Date.now(),
  );
  return owner !== null && Date.now() - changed > abandonedAfterMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}

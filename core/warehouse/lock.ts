import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { VerbatimError } from '../errors.ts';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.ts';

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/** A lock that this process holds. */
export interface StoreLock {
  readonly path: string;
  /** Gives it back; does nothing when it is no longer ours. */
  readonly release: () => Promise<void>;
}

/** Rounds of two processes that find the same lock of a dead one at the same moment. */
const rounds = 200;

/**
 * Takes the exclusive lock of an embedded store: the file `<dir>.lock` beside its folder.
 *
 * The file appears in one step with its content (`link`, which fails when the name exists), so nobody reads half of
 * it. It is never taken from a running process. One left by a dead process is replaced in one step (`rename`) by
 * whoever is alone in asking for it.
 *
 * @param dir - absolute folder of the store
 * @throws VB4001 naming the holder
 */
export async function lockStore(dir: string): Promise<StoreLock> {
  await mkdir(dirname(dir), { recursive: true });
  const path = `${dir}.lock`;
  const mine: Holder = { ...thisProcess(), token: randomBytes(8).toString('hex') };
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { flag: 'wx' });
  try {
    for (let round = 0; round < rounds; round += 1) {
      if (await linked(draft, path)) return { path, release: () => release(path, mine) };
      const holder = await holderOf(path);
      if (holder === null) continue;
      if (isRunning(holder)) throw inUse(dir, path, holder);
      if (await takeOver(path, draft, holder)) return { path, release: () => release(path, mine) };
      await pause(5 + Math.random() * 20);
    }
    throw new VerbatimError('VB4001', `the embedded store ${dir} is being opened by several processes at once`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The number of the process that has an embedded store open on this machine; `null` when none has. */
export async function storeHolder(dir: string): Promise<number | null> {
  const holder = await holderOf(`${dir}.lock`);
  return holder !== null && holder.host === mineHost() && isRunning(holder) ? holder.pid : null;
}

/** Who holds the lock of a store now; `null` when nobody does. */
async function holderOf(path: string): Promise<(ProcessIdentity & { readonly token: string }) | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new VerbatimError('VB4001', `the lock ${path} cannot be read`, {
      hint: 'delete the file when no process uses the store',
    });
  }
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces a dead holder's lock. Of several who ask, each first puts up a claim and then looks: whoever sees another
 * living claim steps back, so at most one goes on. Claims carry unique names, so clearing a dead one harms nobody.
 */
async function takeOver(path: string, draft: string, dead: Holder): Promise<boolean> {
  const claim = `${draft}.claim`;
  await link(draft, claim);
  try {
    const folder = dirname(path);
    const others = (await readdir(folder)).filter(
      name => name.startsWith(`${basename(path)}.`) && name.endsWith('.claim') && join(folder, name) !== claim,
    );
    for (const name of others) {
      const other = await holderOf(join(folder, name));
      if (other !== null && isRunning(other)) return false;
      await rm(join(folder, name), { force: true });
    }
    if ((await holderOf(path))?.token !== dead.token) return false;
    await rename(claim, path);
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

async function release(path: string, mine: Holder): Promise<void> {
  if ((await holderOf(path))?.token === mine.token) await rm(path, { force: true });
}

function inUse(dir: string, path: string, holder: Holder): VerbatimError {
  const elsewhere = holder.host !== mineHost();
  return new VerbatimError(
    'VB4001',
    `the embedded store ${dir} is in use by process ${holder.pid}${elsewhere ? ` on host ${holder.host}` : ''}`,
    {
      hint: elsewhere
        ? `wait for it to end; if that host is gone, delete ${path}`
        : 'wait for it to end, or set DATABASE_URL to let several processes work at once',
    },
  );
}

const mineHost = (): string => thisProcess().host;

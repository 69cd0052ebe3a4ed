import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity, thisProcess } from '../core/warehouse/process-identity.ts';

/** What a worker leaves in the project's state while it lives. */
interface SignOfLife extends ProcessIdentity {
  /** Names of the queues that it takes work from. */
  readonly queues: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A worker of this machine. */
interface SeenWorker extends SignOfLife {
  /** False when it has been silent for a minute: it hangs. */
  readonly alive: boolean;
}

const beatMs = 10_000;
const silentMs = 60_000;
/** Of machines that are gone, as containers are when they are replaced. */
const forgottenMs = 24 * 3_600_000;

/**
 * Shows every ten seconds that this process is there and turns, whether it waits for work or has all hands full, and
 * whether its server answers or not.
 *
 * @param stateDir - absolute folder of the project's state
 * @returns how to end it
 */
export async function showSignsOfLife(stateDir: string, queues: readonly string[]): Promise<() => Promise<void>> {
  const own = thisProcess();
  const folder = folderOf(stateDir);
  const file = join(folder, `${own.pid}@${own.host}.json`);
  const write = async (): Promise<void> => {
    await writeFile(`${file}.new`, `${JSON.stringify({ ...own, queues, at: Date.now() } satisfies SignOfLife)}\n`);
    await rename(`${file}.new`, file);
  };
  const begin = async (): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await removeForgotten(folder);
    await write();
  };
  // One that could not be written is followed by another; a disk that stays full shows as silence.
  let writing = begin().catch(() => {});
  await writing;
  const beats = setInterval(() => {
    writing = writing.then(write).catch(() => {});
  }, beatMs);
  return async () => {
    clearInterval(beats);
    await writing;
    await rm(file, { force: true }).catch(() => {});
  };
}

/** The workers of a project that run on this machine. */
export async function seenWorkers(stateDir: string): Promise<readonly SeenWorker[]> {
  const signs = await signsIn(folderOf(stateDir));
  return signs
    .filter(({ sign }) => sign.host === hostname() && isRunning(sign))
    .map(({ sign }) => ({ ...sign, alive: Date.now() - sign.at < silentMs }));
}

const folderOf = (stateDir: string): string => join(stateDir, 'worker');

async function removeForgotten(folder: string): Promise<void> {
  for (const { file, sign } of await signsIn(folder)) {
    if (!isRunning(sign) || Date.now() - sign.at > forgottenMs) await rm(file, { force: true });
  }
}

async function signsIn(folder: string): Promise<readonly { readonly file: string; readonly sign: SignOfLife }[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter(name => name.endsWith('.json')).map(name => join(folder, name));
  const signs = await Promise.all(files.map(async file => ({ file, sign: await read(file) })));
  return signs.flatMap(({ file, sign }) => (sign === null ? [] : [{ file, sign }]));
}

/** A file that is not what was written, or is gone, says nothing. */
async function read(file: string): Promise<SignOfLife | null> {
  try {
    const { pid, started, host, queues, at } = JSON.parse(await readFile(file, 'utf8')) as Partial<SignOfLife>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof at !== 'number' || !Array.isArray(queues))
      return null;
    return { pid, started: started ?? null, host, queues, at };
  } catch {
    return null;
  }
}

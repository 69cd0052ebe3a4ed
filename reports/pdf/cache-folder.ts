import { constants } from 'node:fs';
import { access, lstat, mkdir } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { VerbatimError } from '../../core/errors.ts';
import type { Machine } from './machine.ts';

/**
 * Where this product keeps what it can make again: the unpacked browser and its fonts.
 *
 * @returns absolute; `~/.cache/verbatim`, `~/Library/Caches/verbatim` or `%LOCALAPPDATA%\verbatim\Cache`; `null` without
 * a home
 */
export function cacheFolder({ platform, env, home }: Machine): string | null {
  if (!home || home === '/') return null;
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'verbatim', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'verbatim');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'verbatim');
}

/**
 * The cache folder, made when missing; below the folder for temporary files where there is no home that may be written.
 *
 * @throws VB5001 when the folder for temporary files holds one of that name that belongs to somebody else, who could
 * have put a program of his own there
 */
export async function openCache(machine: Machine): Promise<string> {
  const own = cacheFolder(machine);
  if (own !== null && (await isWritable(own))) return own;
  const { uid, username } = userInfo();
  const shared = join(tmpdir(), `verbatim-${uid < 0 ? username : uid}`);
  await mkdir(shared, { recursive: true, mode: 0o700 });
  const found = await lstat(shared);
  if (found.isDirectory() && (uid < 0 || found.uid === uid)) return shared;
  throw new VerbatimError('VB5001', `the cache folder ${shared} belongs to another user`, {
    hint: 'remove it, or set XDG_CACHE_HOME to a folder that may be written',
  });
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What decides where caches live; the process's own values by default. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** The machine that this process runs on. */
export const thisMachine = (): Machine => ({
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  home: homedir(),
});

/**
 * The folder that this product may fill and anyone may empty: the browser and its fonts are unpacked there.
 *
 * @returns absolute; `~/.cache/verbatim`, `~/Library/Caches/verbatim` or `%LOCALAPPDATA%\verbatim\Cache`;
 * below the folder for temporary files when there is no home
 */
export function cacheFolder({ platform, env, home }: Machine): string {
  if (!home || home === '/') return join(tmpdir(), 'verbatim');
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'verbatim', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'verbatim');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'verbatim');
}

import { homedir } from 'node:os';

/** What decides where programs, fonts and caches are. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; empty when the user has none. */
  readonly home: string;
}

/** The machine that this process runs on. */
export const thisMachine = (): Machine => ({
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  home: homedir(),
});

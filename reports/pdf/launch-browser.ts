import { VerbatimError } from '../../core/errors.ts';
import { openCache } from './cache-folder.ts';
import { type BrowserCandidate, type BrowserSource, findBrowsers, noBrowserError } from './find-browser.ts';
import { machineFontFolders } from './fonts.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type LaunchedBrowser, type Surroundings, startBrowser } from './start-browser.ts';

/** Page margin boxes, which carry "page x / y", came with Chromium 131. */
const oldestMajor = 131;

/** What may be set otherwise than on this machine. */
export interface LaunchOptions {
  /** Absolute folder for the unpacked browser and fonts. */
  readonly cacheDir?: string;
  readonly machine?: Machine;
  /** The ways to a browser that may be taken; all of them by default. */
  readonly sources?: readonly BrowserSource[];
  /** Folders with the machine's own fonts (Linux); an empty list makes any machine paint like a bare one. */
  readonly machineFonts?: readonly string[];
}

/**
 * Launches the first browser that works: in its sandbox, and without one only where it does not start in one.
 *
 * @throws VB5001 when none does, with what was looked for and why each would not do; VB4009 when the packaged one finds
 * no room
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const machine = options.machine ?? thisMachine();
  const cache = options.cacheDir ?? (await openCache(machine));
  const surroundings = { machine, cache, machineFonts: options.machineFonts ?? machineFontFolders(machine.home) };
  const tried: string[] = [];
  for await (const candidate of findBrowsers(machine, cache, options.sources)) {
    const launched = await tryCandidate(candidate, surroundings);
    if (typeof launched !== 'string') return launched;
    tried.push(`${candidate.path} ${launched}`);
  }
  throw noBrowserError(machine, tried);
}

/** The browser, or the reason why it would not do. */
async function tryCandidate(
  candidate: BrowserCandidate,
  surroundings: Surroundings,
): Promise<LaunchedBrowser | string> {
  // Chromium refuses to start in its sandbox as root; no need to ask.
  const root = surroundings.machine.platform === 'linux' && process.getuid?.() === 0;
  let reason = '';
  // Without the sandbox twice: on a busy machine a sound browser may die while it starts.
  for (const sandbox of root ? [false, false] : [true, false, false]) {
    try {
      const launched = await startBrowser(candidate, surroundings, sandbox);
      const fault = versionFault(launched.version, candidate);
      if (fault === null) return launched;
      await launched.close();
      return fault;
    } catch (thrown) {
      if (thrown instanceof VerbatimError) throw thrown;
      reason = `does not start (${firstLine(thrown)})`;
    }
  }
  return reason;
}

function versionFault(version: string, { major }: BrowserCandidate): string | null {
  const found = version.split('.')[0]!;
  if (major !== null && found !== major) return `is version ${version}, but ${major} was unpacked; remove its folder`;
  return Number(found) < oldestMajor ? `is version ${version}, ${oldestMajor} or newer is needed` : null;
}

const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]!;

import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { cacheFolder, type Machine, thisMachine } from './cache-folder.ts';
import { type BrowserCandidate, type BrowserSource, findBrowsers, noBrowserError, packageFor } from './find-browser.ts';
import { fontsConf, machineFontFolders, unpackFonts } from './fonts.ts';
import { killGroup } from './process-group.ts';
import { makeProfile } from './profile-folder.ts';

/** Page margin boxes, which carry "page x / y", came with Chromium 131. */
const oldestMajor = 131;
const launchTimeoutMs = 30_000;
const closeTimeoutMs = 2_000;

/**
 * Beside Puppeteer's own. Request interception cannot see a DNS look-up or a preconnect: no name resolves and every
 * connection would go through a proxy that does not exist.
 */
const flags = [
  '--font-render-hinting=none',
  '--disable-gpu',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
];

/** A browser of our own: its processes and its profile end with `close`. */
export interface LaunchedBrowser {
  readonly browser: Browser;
  readonly from: BrowserSource;
  readonly path: string;
  /** `147.0.7727.0`. */
  readonly version: string;
  /** False where the system does not let Chromium fence its processes in: as root, or without user namespaces. */
  readonly sandbox: boolean;
  /** Folder of the fonts that it paints with before the machine's; `null` off Linux. */
  readonly fonts: string | null;
  /** Of the first process; the others are in its group. */
  readonly pid: number;
  /** Ends the whole tree, gently and then by force, and removes the profile. */
  readonly close: () => Promise<void>;
  /** Ends the whole tree at once. */
  readonly kill: () => void;
}

/** What may be set otherwise than on this machine. */
export interface LaunchOptions {
  /** Absolute folder for the unpacked browser and fonts. */
  readonly cache?: string;
  readonly machine?: Machine;
  /** The ways to a browser that may be taken; all of them by default. */
  readonly sources?: readonly BrowserSource[];
}

/**
 * Launches the first browser that works.
 *
 * @throws VB5001 when none does, with what was looked for and why each would not do
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const machine = options.machine ?? thisMachine();
  const cache = options.cache ?? cacheFolder(machine);
  const tried: string[] = [];
  for await (const candidate of findBrowsers(machine, cache, options.sources)) {
    const launched = await tryCandidate(candidate, machine, cache);
    if (typeof launched !== 'string') return launched;
    tried.push(`${candidate.path}: ${launched}`);
  }
  throw noBrowserError(machine, tried);
}

/** The browser, or the reason why it would not do. */
async function tryCandidate(candidate: BrowserCandidate, machine: Machine, cache: string) {
  const root = machine.platform === 'linux' && process.getuid?.() === 0;
  const modes = root ? [false] : [true, false];
  let reason = '';
  for (const sandbox of modes) {
    try {
      const launched = await start(candidate, machine, cache, sandbox);
      const fault = versionFault(launched.version, candidate);
      if (fault === null) return launched;
      await launched.close();
      return fault;
    } catch (thrown) {
      reason = `does not start (${firstLine(thrown)})`;
    }
  }
  return reason;
}

async function start(
  candidate: BrowserCandidate,
  machine: Machine,
  cache: string,
  sandbox: boolean,
): Promise<LaunchedBrowser> {
  const profile = await makeProfile(tmpdir());
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  try {
    const fonts = await prepareFonts(machine, cache, profile);
    const browser = await puppeteer.launch({
      executablePath: candidate.path,
      headless: 'shell',
      pipe: true,
      args: sandbox ? flags : [...flags, '--no-sandbox'],
      env: environment(machine, profile, candidate.libraries, fonts && join(profile, 'fonts.conf')),
      userDataDir: join(profile, 'profile'),
      timeout: launchTimeoutMs,
      protocolTimeout: 0,
      waitForInitialPage: false,
      // Who owns the process decides what a signal means; when it ends, the pipe closes and the browser with it.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    const version = (await browser.version()).replace(/^[^/]*\//, '');
    const pid = browser.process()!.pid!;
    const close = () => end(browser, pid).finally(removeProfile);
    return {
      browser,
      from: candidate.from,
      path: candidate.path,
      version,
      sandbox,
      fonts,
      pid,
      close,
      kill: () => killGroup(pid),
    };
  } catch (thrown) {
    await removeProfile();
    throw thrown;
  }
}

async function prepareFonts(machine: Machine, cache: string, profile: string): Promise<string | null> {
  const source = packageFor(machine);
  if (machine.platform !== 'linux' || !source) return null;
  const fonts = await unpackFonts(cache, source);
  const conf = fontsConf(fonts, machineFontFolders(machine.home), join(cache, 'fontconfig'));
  await writeFile(join(profile, 'fonts.conf'), conf);
  return fonts;
}

/** Only what a browser needs: the rest of the environment may hold secrets. */
function environment(machine: Machine, profile: string, libraries: string | null, conf: string | null) {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'SystemDrive', 'windir', 'LOCALAPPDATA', 'PROGRAMFILES'];
  const env: Record<string, string> = { LANG: 'C.UTF-8', TZ: 'UTC', HOME: profile };
  for (const name of kept) {
    const value = machine.env[name];
    if (value !== undefined) env[name] = value;
  }
  if (libraries) env.LD_LIBRARY_PATH = libraries;
  if (conf) env.FONTCONFIG_FILE = conf;
  return env;
}

function versionFault(version: string, { major }: BrowserCandidate): string | null {
  const found = version.split('.')[0]!;
  if (major !== null && found !== major) return `is version ${version}, ${major} was unpacked; remove its folder`;
  return Number(found) < oldestMajor ? `is version ${version}, ${oldestMajor} or newer is needed` : null;
}

async function end(browser: Browser, pid: number): Promise<void> {
  const gone = new Promise<void>(resolve => browser.process()!.once('exit', () => resolve()));
  const exited = browser.process()!.exitCode !== null || browser.process()!.signalCode !== null;
  const timer = setTimeout(() => killGroup(pid), closeTimeoutMs);
  try {
    if (!exited) await Promise.all([gone, browser.close().catch(() => killGroup(pid))]);
  } finally {
    clearTimeout(timer);
    killGroup(pid);
  }
}

const firstLine = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]!;

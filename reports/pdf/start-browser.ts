import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import type { BrowserCandidate, BrowserSource } from './find-browser.ts';
import { packageFor } from './find-browser.ts';
import { fontsConf, unpackFonts } from './fonts.ts';
import type { Machine } from './machine.ts';
import { killGroup } from './process-group.ts';
import { makeProfile } from './profile-folder.ts';

const launchTimeoutMs = 30_000;
const closeTimeoutMs = 2_000;

/**
 * Beside Puppeteer's own. Request interception cannot see a DNS look-up or a preconnect: no name resolves, and every
 * connection would go through a proxy that does not exist.
 */
const flags = [
  '--font-render-hinting=none',
  '--disable-gpu',
  // Tabs that nobody sees open and close: their animation takes a tenth of the browser's time for a report.
  '--animation-duration-scale=0',
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
  /** Folder of the fonts that it paints with before the machine's; `null` when it has the machine's alone. */
  readonly fonts: string | null;
  /** Of the first process; the others are in its group. */
  readonly pid: number;
  /** Ends the whole tree, gently and then by force, and removes the profile. */
  readonly close: () => Promise<void>;
  /** Ends the whole tree at once; `close` still has to remove the profile. */
  readonly kill: () => void;
}

/** Where a browser is started. */
export interface Surroundings {
  readonly machine: Machine;
  /** Absolute folder for caches. */
  readonly cache: string;
  /** Folders with the machine's own fonts (Linux). */
  readonly machineFonts: readonly string[];
}

/**
 * Starts one browser with a profile, an environment and fonts of its own, driven through a pipe: when this process ends
 * in whatever way, the pipe closes and the browser with it.
 */
export async function startBrowser(
  candidate: BrowserCandidate,
  surroundings: Surroundings,
  sandbox: boolean,
): Promise<LaunchedBrowser> {
  const profile = await makeProfile(tmpdir());
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  try {
    const fonts = await prepareFonts(surroundings, join(profile, 'fonts.conf'));
    const browser = await puppeteer.launch({
      executablePath: candidate.path,
      headless: 'shell',
      pipe: true,
      args: sandbox ? flags : [...flags, '--no-sandbox'],
      env: environment(surroundings.machine, profile, candidate.libraries, fonts !== null),
      userDataDir: join(profile, 'profile'),
      timeout: launchTimeoutMs,
      protocolTimeout: 0,
      waitForInitialPage: false,
      // Whoever owns the process decides what a signal means.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    ignorePipeErrors(browser);
    const pid = browser.process()!.pid!;
    const version = (await browser.version()).replace(/^[^/]*\//, '');
    const close = () => end(browser, pid).finally(removeProfile);
    const kill = () => killGroup(pid);
    return { browser, from: candidate.from, path: candidate.path, version, sandbox, fonts, pid, close, kill };
  } catch (thrown) {
    await removeProfile();
    throw thrown;
  }
}

async function prepareFonts({ machine, cache, machineFonts }: Surroundings, conf: string): Promise<string | null> {
  const source = packageFor(machine);
  if (!source) return null;
  const fonts = await unpackFonts(cache, source);
  await writeFile(conf, fontsConf(fonts, machineFonts, join(cache, 'fontconfig')));
  return fonts;
}

/** Only what a browser needs: the rest of the environment may hold secrets. */
function environment(machine: Machine, profile: string, libraries: string | null, ownFonts: boolean) {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'SystemDrive', 'windir', 'LOCALAPPDATA', 'PROGRAMFILES'];
  const env: Record<string, string> = { LANG: 'C.UTF-8', TZ: 'UTC', HOME: profile };
  for (const name of kept) {
    const value = machine.env[name];
    if (value !== undefined) env[name] = value;
  }
  if (libraries) env.LD_LIBRARY_PATH = libraries;
  if (ownFonts) env.FONTCONFIG_FILE = join(profile, 'fonts.conf');
  return env;
}

/** A killed browser may reset its pipes instead of closing them; an error that nobody hears would end this process. */
function ignorePipeErrors(browser: Browser): void {
  for (const stream of browser.process()!.stdio) stream?.on('error', () => undefined);
}

async function end(browser: Browser, pid: number): Promise<void> {
  const child = browser.process()!;
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const exited = child.exitCode !== null || child.signalCode !== null;
  const timer = setTimeout(() => killGroup(pid), closeTimeoutMs);
  try {
    if (!exited) await Promise.all([gone, browser.close().catch(() => killGroup(pid))]);
  } finally {
    clearTimeout(timer);
    // What outlives the first process is still in its group.
    killGroup(pid);
  }
}

import { access, constants } from 'node:fs/promises';
import { VerbatimError } from '../../core/errors.ts';
import { installedPlaces, puppeteerCache, puppeteerPlaces } from './browser-places.ts';
import type { Machine } from './machine.ts';
import { chromiumPackage, unpackChromium } from './unpack-chromium.ts';

/** Which of the four ways led to a browser. */
export type BrowserSource = 'PUPPETEER_EXECUTABLE_PATH' | 'installed' | 'puppeteer-cache' | 'package';

const everySource: readonly BrowserSource[] = ['PUPPETEER_EXECUTABLE_PATH', 'installed', 'puppeteer-cache', 'package'];

/** A program that may be a usable browser; only launching it tells. */
export interface BrowserCandidate {
  readonly from: BrowserSource;
  /** Absolute path of the program. */
  readonly path: string;
  /** Folder for `LD_LIBRARY_PATH`, for a browser that brings its own libraries. */
  readonly libraries: string | null;
  /** First number that its version must have; `null` when any new enough one will do. */
  readonly major: string | null;
}

/**
 * Looks for browsers in the order in which they are to be tried: the one that `PUPPETEER_EXECUTABLE_PATH` names and no
 * other; else an installed Chrome or Chromium, Puppeteer's cache, and at last the Chromium inside the npm package,
 * which is unpacked when it is reached.
 *
 * @param cache - absolute folder for caches
 * @param sources - the ways that may be taken; all of them by default
 * @throws VB5001 when the environment names a program that is not there
 */
export async function* findBrowsers(
  machine: Machine,
  cache: string,
  sources: readonly BrowserSource[] = everySource,
): AsyncGenerator<BrowserCandidate> {
  const named = machine.env.PUPPETEER_EXECUTABLE_PATH;
  if (named && sources.includes('PUPPETEER_EXECUTABLE_PATH')) {
    if (!(await isProgram(named))) throw namedIsMissing(named);
    yield { from: 'PUPPETEER_EXECUTABLE_PATH', path: named, libraries: null, major: null };
    return;
  }
  for (const path of sources.includes('installed') ? installedPlaces(machine) : []) {
    if (await isProgram(path)) yield { from: 'installed', path, libraries: null, major: null };
  }
  for (const path of sources.includes('puppeteer-cache') ? puppeteerPlaces(machine) : []) {
    if (await isProgram(path)) yield { from: 'puppeteer-cache', path, libraries: null, major: null };
  }
  const source = sources.includes('package') ? packageFor(machine) : null;
  if (source) yield { from: 'package', ...(await unpackChromium(cache, source)) };
}

/** The packaged Chromium where it can run: 64-bit Intel or AMD Linux with glibc; `null` elsewhere. */
export function packageFor({ platform, arch }: Machine): ReturnType<typeof chromiumPackage> {
  return platform === 'linux' && arch === 'x64' ? chromiumPackage() : null;
}

/**
 * The error for a machine on which no candidate could be used.
 *
 * @param tried - what was tried, each with the reason why it would not do
 */
export function noBrowserError(machine: Machine, tried: readonly string[]): VerbatimError {
  const looked = [
    `${installedPlaces(machine).length} usual places of Chrome and Chromium`,
    `Puppeteer's cache ${puppeteerCache(machine)}`,
    packageFor(machine) ? 'the package @sparticuz/chromium' : '@sparticuz/chromium (runs on Linux x64 only)',
  ];
  const reasons = tried.length > 0 ? `; tried ${tried.join('; ')}` : '';
  return new VerbatimError('VB5001', `no usable browser: looked at ${looked.join(', ')}${reasons}`, {
    hint: 'install Google Chrome or Chromium, or set PUPPETEER_EXECUTABLE_PATH to the path of one',
  });
}

function namedIsMissing(path: string): VerbatimError {
  return new VerbatimError(
    'VB5001',
    `PUPPETEER_EXECUTABLE_PATH names "${path}", which is not a program that may be run`,
    {
      hint: 'correct the path, or unset the variable so that a browser is looked for',
    },
  );
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { readdirSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { Machine } from './machine.ts';

/** Names under which Linux distributions put Chrome on the PATH. */
const commands = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];

/**
 * Where an installed Chrome or Chromium usually is, best first; nothing is looked at.
 *
 * @returns absolute paths
 */
export function installedPlaces({ platform, env, home }: Machine): readonly string[] {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium'].map(app => `Applications/${app}.app/Contents/MacOS/${app}`);
    return [...apps.map(app => `/${app}`), ...apps.map(app => posix.join(home, app))];
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(root => root !== undefined);
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    return roots.flatMap(root => programs.map(program => win32.join(root, program)));
  }
  // A snap cannot read the folders for temporary files that we hand to it.
  const folders = (env.PATH ?? '').split(':').filter(folder => folder.startsWith('/') && !folder.startsWith('/snap/'));
  const onPath = folders.flatMap(folder => commands.map(command => posix.join(folder, command)));
  return [...new Set(['/opt/google/chrome/chrome', ...onPath, '/usr/bin/google-chrome', '/usr/bin/chromium'])];
}

const macProgram = 'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing';

/** Puppeteer's cache: product → platform that a version's folder starts with → program inside that folder. */
const puppeteerPrograms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'chrome-headless-shell': {
    linux: 'chrome-headless-shell-linux64/chrome-headless-shell',
    mac: 'chrome-headless-shell-mac-x64/chrome-headless-shell',
    mac_arm: 'chrome-headless-shell-mac-arm64/chrome-headless-shell',
    win64: 'chrome-headless-shell-win64/chrome-headless-shell.exe',
  },
  chrome: {
    linux: 'chrome-linux64/chrome',
    mac: `chrome-mac-x64/${macProgram}`,
    mac_arm: `chrome-mac-arm64/${macProgram}`,
    win64: 'chrome-win64/chrome.exe',
  },
};

/** The folder that Puppeteer downloads browsers to. */
export const puppeteerCache = ({ env, home }: Machine): string =>
  env.PUPPETEER_CACHE_DIR || posix.join(home, '.cache', 'puppeteer');

/**
 * Programs that Puppeteer's cache may hold, newest version first.
 *
 * @param list - the names inside a folder; empty when there is no such folder
 */
export function puppeteerPlaces(machine: Machine, list = namesIn): readonly string[] {
  const cache = puppeteerCache(machine);
  return Object.entries(puppeteerPrograms).flatMap(([product, programs]) =>
    [...list(posix.join(cache, product))]
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .flatMap(version => {
        const program = programs[version.split('-')[0]!];
        return program ? [posix.join(cache, product, version, program)] : [];
      }),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

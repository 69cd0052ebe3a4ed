import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BrowserCandidate, findBrowsers, noBrowserError } from '../../../reports/pdf/find-browser.ts';
import { launchBrowser } from '../../../reports/pdf/launch-browser.ts';
import type { Machine } from '../../../reports/pdf/machine.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'verbatim-find-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const machine = (env: Record<string, string>, platform: NodeJS.Platform = 'linux'): Machine => ({
  platform,
  arch: 'arm64',
  env,
  home,
});

async function program(path: string, text = '#!/bin/sh\nexit 1\n'): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

async function all(found: AsyncIterable<BrowserCandidate>): Promise<BrowserCandidate[]> {
  const list: BrowserCandidate[] = [];
  for await (const one of found) list.push(one);
  return list;
}

test('the program that PUPPETEER_EXECUTABLE_PATH names is the only candidate', async () => {
  const path = await program(join(home, 'my chrome'));
  await program(join(home, 'bin/chromium'));
  const found = await all(findBrowsers(machine({ PUPPETEER_EXECUTABLE_PATH: path, PATH: join(home, 'bin') }), home));
  expect(found).toEqual([{ from: 'PUPPETEER_EXECUTABLE_PATH', path, libraries: null, major: null }]);
});

test('a program that is named but not there is VB5001 and nothing else is tried', async () => {
  const env = {
    PUPPETEER_EXECUTABLE_PATH: join(home, 'gone'),
    PATH: dirname(await program(join(home, 'bin/chromium'))),
  };
  await expect(launchBrowser({ machine: machine(env), cacheDir: home })).rejects.toMatchObject({
    code: 'VB5001',
    message: expect.stringContaining(join(home, 'gone')),
    hint: expect.stringContaining('unset the variable'),
  });
});

test('an installed browser comes before one in Puppeteer’s cache; a file that may not be run is no candidate', async () => {
  const installed = await program(join(home, 'bin/chromium'));
  await writeFile(join(home, 'bin/google-chrome'), 'not a program', { mode: 0o644 });
  const cached = await program(join(home, '.cache/puppeteer/chrome/linux-140.0.1/chrome-linux64/chrome'));
  const found = await all(findBrowsers(machine({ PATH: join(home, 'bin') }), home));
  const places = found.map(({ from, path }) => [from, path]);
  expect(places.filter(([, path]) => path!.startsWith(home))).toEqual([
    ['installed', installed],
    ['puppeteer-cache', cached],
  ]);
});

test('a machine whose browsers do not start gets VB5001 with each of them and the reason', async () => {
  const path = await program(join(home, 'bin/chromium'));
  const launch = launchBrowser({ machine: machine({ PUPPETEER_EXECUTABLE_PATH: path }), cacheDir: home });
  await expect(launch).rejects.toMatchObject({
    code: 'VB5001',
    message: expect.stringContaining(`${path} does not start`),
  });
});

test('where the packaged browser does not run the error says so, and how to mend it', () => {
  const error = noBrowserError(machine({}, 'darwin'), []);
  expect(error.message).toContain('runs on Linux x64 only');
  expect(error.hint).toContain('install Google Chrome');
});

import { expect, test } from 'vitest';
import { installedPlaces, puppeteerPlaces } from '../../../reports/pdf/browser-places.ts';
import { machine } from './given-machine.ts';

test('on Linux the PATH is searched in its order, each place once, and snaps are left out', () => {
  const places = installedPlaces(machine({ env: { PATH: '/opt/own:/usr/bin:relative:/snap/bin' } }));
  expect(places.indexOf('/opt/own/chromium')).toBeLessThan(places.indexOf('/usr/bin/google-chrome'));
  expect(new Set(places).size).toBe(places.length);
  expect(places.filter(place => place.startsWith('/snap') || !place.startsWith('/'))).toEqual([]);
});

test('on Linux the usual places are looked at even without a PATH', () => {
  expect(installedPlaces(machine({}))).toEqual([
    '/opt/google/chrome/chrome',
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
  ]);
});

test('on macOS applications of the system and of the user are looked at', () => {
  const places = installedPlaces(machine({ platform: 'darwin', home: '/Users/u' }));
  expect(places).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  expect(places).toContain('/Users/u/Applications/Chromium.app/Contents/MacOS/Chromium');
});

test('on Windows the folders for programs come from the environment', () => {
  const env = { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local' };
  const places = installedPlaces(machine({ platform: 'win32', env }));
  expect(places).toContain('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
  expect(places).toContain('C:\\Users\\u\\AppData\\Local\\Chromium\\Application\\chrome.exe');
});

test('of Puppeteer’s cache the newest version comes first: 100 is newer than 99; unknown folders are passed over', () => {
  const folders: Record<string, readonly string[]> = {
    '/home/u/.cache/puppeteer/chrome': ['linux-99.0.1', 'linux-100.0.2', 'mac_arm-131.0.0', 'readme'],
    '/home/u/.cache/puppeteer/chrome-headless-shell': ['linux-98.0.0'],
  };
  expect(puppeteerPlaces(machine({}), folder => folders[folder] ?? [])).toEqual([
    '/home/u/.cache/puppeteer/chrome-headless-shell/linux-98.0.0/chrome-headless-shell-linux64/chrome-headless-shell',
    '/home/u/.cache/puppeteer/chrome/mac_arm-131.0.0/chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    '/home/u/.cache/puppeteer/chrome/linux-100.0.2/chrome-linux64/chrome',
    '/home/u/.cache/puppeteer/chrome/linux-99.0.1/chrome-linux64/chrome',
  ]);
});

test('PUPPETEER_CACHE_DIR moves Puppeteer’s cache', () => {
  const asked: string[] = [];
  puppeteerPlaces(machine({ env: { PUPPETEER_CACHE_DIR: '/srv/cache' } }), folder => {
    asked.push(folder);
    return [];
  });
  expect(asked).toEqual(['/srv/cache/chrome-headless-shell', '/srv/cache/chrome']);
});

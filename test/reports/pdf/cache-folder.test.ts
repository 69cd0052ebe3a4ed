import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, openCache } from '../../../reports/pdf/cache-folder.ts';
import type { Machine } from '../../../reports/pdf/machine.ts';
import { machine } from './given-machine.ts';

test.each<[string, Partial<Machine>, string | null]>([
  ['Linux', {}, '/home/u/.cache/verbatim'],
  ['Linux with XDG_CACHE_HOME', { env: { XDG_CACHE_HOME: '/srv/cache' } }, '/srv/cache/verbatim'],
  ['macOS', { platform: 'darwin', home: '/Users/u' }, '/Users/u/Library/Caches/verbatim'],
  ['a user without a home', { home: '' }, null],
  ['a service whose home is the root folder', { home: '/' }, null],
])('%s keeps its cache where its users expect it', (_name, given, folder) => {
  expect(cacheFolder(machine(given))).toBe(folder);
});

test('a cache folder that cannot be made gives way to one of this user below the folder for temporary files', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'verbatim-cache-'));
  try {
    // A file stands where the folder should go: not even root can make one there.
    await writeFile(join(parent, 'file'), '');
    const folder = await openCache(machine({ env: { XDG_CACHE_HOME: join(parent, 'file') } }));
    expect(folder.startsWith(join(tmpdir(), 'verbatim-'))).toBe(true);
    expect(await openCache(machine({ env: { XDG_CACHE_HOME: parent } }))).toBe(join(parent, 'verbatim'));
  } finally {
    await rm(parent, { recursive: true });
  }
});

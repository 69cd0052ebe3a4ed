import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishFiles } from '../../../reports/pdf/publish-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verbatim-publish-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('files are written into a folder that is made when missing, and replace what was there', async () => {
  const into = join(folder, 'a/b');
  await publishFiles(into, [{ name: 'r.pdf', content: 'old' }]);
  const paths = await publishFiles(into, [
    { name: 'r.pdf', content: new Uint8Array([1, 2, 3]) },
    { name: 'r.csv', content: 'é' },
  ]);
  expect(paths).toEqual([join(into, 'r.pdf'), join(into, 'r.csv')]);
  expect([...(await readFile(paths[0]!))]).toEqual([1, 2, 3]);
  expect(await readFile(paths[1]!, 'utf8')).toBe('é');
  expect((await readdir(into)).sort()).toEqual(['r.csv', 'r.pdf']);
});

test.each([
  '../r.pdf',
  '/etc/r.pdf',
  'a/b.pdf',
  'a\\b.pdf',
  '',
  '.hidden',
  'CON',
  'con.pdf',
  'nul.txt',
  'a\0b',
  'x'.repeat(129),
  'é.pdf',
])('the name %j is refused and nothing is written', async name => {
  const files = [
    { name: 'ok.pdf', content: 'x' },
    { name, content: 'x' },
  ];
  await expect(publishFiles(folder, files)).rejects.toMatchObject({ code: 'VB5006' });
  expect(await readdir(folder)).toEqual([]);
});

test('a relative folder is refused', async () => {
  await expect(publishFiles('out', [{ name: 'r.pdf', content: 'x' }])).rejects.toMatchObject({ code: 'VB5006' });
});

test('a symbolic link in the place of a report is replaced, not followed', async () => {
  const target = join(folder, 'target');
  await writeFile(target, 'untouched');
  await symlink(target, join(folder, 'r.pdf'));
  await publishFiles(folder, [{ name: 'r.pdf', content: 'report' }]);
  expect(await readFile(target, 'utf8')).toBe('untouched');
  expect((await lstat(join(folder, 'r.pdf'))).isSymbolicLink()).toBe(false);
  await expect(readlink(join(folder, 'r.pdf'))).rejects.toThrow();
});

test('when one of the files cannot be put in its place, what was there stays and no part is left', async () => {
  await publishFiles(folder, [{ name: 'r.csv', content: 'old' }]);
  // A folder stands in the place of the second file: its rename fails.
  await mkdir(join(folder, 'r.pdf'));
  const failing = publishFiles(folder, [
    { name: 'r.pdf', content: 'new' },
    { name: 'r.csv', content: 'new' },
  ]);
  await expect(failing).rejects.toMatchObject({ code: 'VB5006' });
  expect(await readFile(join(folder, 'r.csv'), 'utf8')).toBe('old');
  expect((await readdir(folder)).sort()).toEqual(['r.csv', 'r.pdf']);
});

test('a folder that cannot be made is VB5006 with the reason of the system', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(publishFiles(join(folder, 'file/in'), [{ name: 'r.pdf', content: 'x' }])).rejects.toMatchObject({
    code: 'VB5006',
    message: expect.stringContaining('ENOTDIR'),
  });
});

test('a full disk is VB4009 with folder and bytes; the earlier report is intact, and with space it works again', async context => {
  const disk = join(folder, 'disk');
  await mkdir(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { stdio: 'ignore' });
  } catch {
    context.skip('a small disk can be mounted by root on Linux only');
  }
  try {
    await publishFiles(disk, [{ name: 'r.pdf', content: 'old' }]);
    const big = { name: 'r.pdf', content: new Uint8Array(200_000) };
    await expect(publishFiles(disk, [big])).rejects.toMatchObject({
      code: 'VB4009',
      message: `no space left for 200000 bytes in ${disk}`,
    });
    expect(await readdir(disk)).toEqual(['r.pdf']);
    expect(await readFile(join(disk, 'r.pdf'), 'utf8')).toBe('old');
    await publishFiles(disk, [{ name: 'r.pdf', content: 'new' }]);
    expect(await readFile(join(disk, 'r.pdf'), 'utf8')).toBe('new');
  } finally {
    execFileSync('umount', [disk]);
  }
});

test('a process that is killed while it publishes leaves the old file or the new one, 20 times', async () => {
  const program = join(import.meta.dirname, 'publish-program.mjs');
  for (let round = 1; round <= 20; round += 1) {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let rounds = 0;
    for await (const _ of createInterface({ input: child.stdout })) {
      rounds += 1;
      // Each line follows a publication, so the kill falls somewhere into the next one.
      if (rounds === 1 + (round % 5)) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const visible = (await readdir(folder)).filter(name => !name.startsWith('.'));
    expect(visible).toEqual(['r.csv', 'r.pdf']);
    for (const name of visible) {
      const content = await readFile(join(folder, name), 'latin1');
      expect(content).toMatch(/^(a{1000000}|b{1000000})$/);
    }
  }
}, 60_000);

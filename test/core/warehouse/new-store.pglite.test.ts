import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { initialiseStore } from '../../../core/warehouse/connect-pglite.ts';
import { makeStore, writeArchive } from '../../../core/warehouse/new-store.ts';
import { openWarehouse } from '../../../core/warehouse/open.ts';
import { testKey } from '../../stores.ts';

let scratch: string;
/** A store that was made by initialising. */
let made: string;
let archive: string;
/** Where the next store is to be. */
let folder: string;
let count = 0;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'verbatim-new-store-'));
  made = join(scratch, 'made');
  await initialiseStore(made);
  archive = join(scratch, 'store.tar.br');
  await writeArchive(archive, async into => cpSync(made, into, { recursive: true }));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  count += 1;
  folder = join(scratch, `store-${count}`);
});

const never = (): Promise<void> => Promise.reject(new Error('nothing is to be initialised'));

/** Every file of a folder with the hash of its content, and every folder. */
function treeOf(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder';
      return `${path.slice(root.length)} ${content}`;
    })
    .sort();
}

describe('a new embedded store', () => {
  test('from the archive is, file by file, the one that was packed', async () => {
    await makeStore(folder, never, archive);
    expect(treeOf(folder)).toEqual(treeOf(made));
    expect(treeOf(folder).length).toBeGreaterThan(900);
  });

  test('from the archive becomes a warehouse that is found again', async () => {
    await makeStore(folder, never, archive);
    const target = { url: null, dir: folder, client: 'acme', customerKey: testKey };
    const first = await openWarehouse(target);
    await sql`create table kept as select 7 as seven`.execute(first.db);
    await first.close();
    const second = await openWarehouse(target);
    expect((await sql`select seven from kept`.execute(second.db)).rows).toEqual([{ seven: 7 }]);
    await second.close();
  });

  test('is initialised where no archive is', async () => {
    await makeStore(folder, async into => cpSync(made, into, { recursive: true }), null);
    expect(treeOf(folder)).toEqual(treeOf(made));
  });

  test('is not there before it is whole', async () => {
    const half = async (into: string): Promise<void> => {
      mkdirSync(into);
      writeFileSync(join(into, 'PG_VERSION'), '17\n');
      expect(existsSync(folder)).toBe(false);
      throw new Error('cut off');
    };
    await expect(makeStore(folder, half, null)).rejects.toThrow('cut off');
    expect(existsSync(folder)).toBe(false);
  });

  test('has nothing of one that was cut off', async () => {
    const draft = `${folder}.new`;
    mkdirSync(draft);
    for (const name of ['PG_VERSION', 'leftover']) writeFileSync(join(draft, name), 'half');
    await makeStore(folder, never, archive);
    expect(treeOf(folder)).toEqual(treeOf(made));
    expect(existsSync(draft)).toBe(false);
  });

  test('is not there when the disk is full', async context => {
    const disk = join(scratch, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'none', disk], { stdio: 'ignore' });
    } catch {
      context.skip('a small disk can be mounted by root on Linux only');
    }
    try {
      await expect(makeStore(join(disk, 'store'), never, archive)).rejects.toMatchObject({ code: 'ENOSPC' });
      expect(existsSync(join(disk, 'store'))).toBe(false);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('takes the place of an empty folder', async () => {
    mkdirSync(folder);
    await makeStore(folder, never, archive);
    expect(treeOf(folder)).toEqual(treeOf(made));
  });

  test('is not made among files of other kinds, which stay', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'letters.txt'), 'dear');
    const target = { url: null, dir: folder, client: null, customerKey: testKey };
    await expect(openWarehouse(target)).rejects.toMatchObject({
      code: 'VB4010',
      message: `the folder ${folder} holds files and no embedded store`,
      hint: 'move them elsewhere; the store makes its folder itself',
    });
    expect(treeOf(folder)).toHaveLength(1);
    expect(readFileSync(join(folder, 'letters.txt'), 'utf8')).toBe('dear');
  });

  test('leaves one alone that is there', async () => {
    cpSync(made, folder, { recursive: true });
    writeFileSync(join(folder, 'mark'), '');
    await makeStore(folder, never, archive);
    expect(existsSync(join(folder, 'mark'))).toBe(true);
  });
});

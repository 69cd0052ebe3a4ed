import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Receipt } from '../../../core/sdk.ts';
import type { Open } from '../../../plugins/sinks/folder/deliver-file.ts';
import { createFolderSink, folder } from '../../../plugins/sinks/folder.ts';
import { contextFor } from '../../contracts/plugin-context.ts';
import { deliveryOf, sinkContract } from '../../contracts/sink.ts';

sinkContract(folder, {
  options: [{ path: 'reports/monthly' }, { path: 'sorted', layout: 'by-pipeline' }],
  read: (context, receipt) => readFile(join(context.root, receipt.location)),
});

let base = '';
let root = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'folder-')));
  root = join(base, 'project');
  await mkdir(root);
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function deliver(name: string, content: string, options: object = {}, sink = folder): Promise<Receipt> {
  const context = contextFor(folder.options.parse(options), {
    root,
    run: { id: 'run-1', client: 'Maison Lumière', pipeline: 'monthly' },
  });
  return sink.deliver(context, await deliveryOf(base, name, content));
}

describe('where a file goes', () => {
  test('into "out", under its name, and the receipt says so relative to the root', async () => {
    expect(await deliver('monthly-fr.pdf', 'x')).toEqual({ location: 'out/monthly-fr.pdf', delivered: true });
    expect(await readFile(join(root, 'out/monthly-fr.pdf'), 'utf8')).toBe('x');
  });

  test('into a folder per client and pipeline where the layout asks for it', async () => {
    const { location } = await deliver('a.pdf', 'x', { layout: 'by-pipeline' });
    expect(location).toBe('out/Maison-Lumiere/monthly/a.pdf');
  });

  test('never outside, however its name is written', async () => {
    expect((await deliver('../../etc/x', 'x')).location).toBe('out/etc-x');
    expect((await deliver('/etc/y', 'x')).location).toBe('out/etc-y');
    expect((await deliver('CON', 'x')).location).toBe('out/file-CON');
    expect((await readdir(base)).filter(entry => !entry.startsWith('made-'))).toEqual(['project']);
  });

  test.each(['/tmp/out', '../out', 'a/../../out', 'a\\..\\..\\out', 'C:\\out', '\\\\server\\share', 'a\0b'])(
    'not into %j',
    async path => {
      await expect(deliver('a.pdf', 'x', { path })).rejects.toMatchObject({ code: 'VB1407' });
      expect(await readdir(root)).toEqual([]);
    },
  );

  test('not through a symbolic link that leads out', async () => {
    await mkdir(join(base, 'elsewhere'));
    await symlink(join(base, 'elsewhere'), join(root, 'out'));
    await expect(deliver('a.pdf', 'x')).rejects.toMatchObject({ code: 'VB1407' });
    await expect(deliver('a.pdf', 'x', { path: 'out/deep' })).rejects.toMatchObject({ code: 'VB1407' });
    expect(await readdir(join(base, 'elsewhere'))).toEqual([]);
  });

  test('through a symbolic link that stays within', async () => {
    await mkdir(join(root, 'real'));
    await symlink(join(root, 'real'), join(root, 'out'));
    expect((await deliver('a.pdf', 'x')).location).toBe('real/a.pdf');
  });

  test('not where a file stands in the place of the folder, or a folder in the place of the file', async () => {
    await writeFile(join(root, 'taken'), '');
    await expect(deliver('a.pdf', 'x', { path: 'taken' })).rejects.toMatchObject({ code: 'VB5006' });
    await mkdir(join(root, 'out/b.pdf'), { recursive: true });
    await expect(deliver('b.pdf', 'x')).rejects.toMatchObject({ code: 'VB5006' });
  });
});

describe('what stands there already', () => {
  test('with the same bytes it is not touched', async () => {
    await deliver('a.pdf', 'x');
    const before = await stat(join(root, 'out/a.pdf'));
    expect(await deliver('a.pdf', 'x')).toEqual({ location: 'out/a.pdf', delivered: false });
    const after = await stat(join(root, 'out/a.pdf'));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  test('a symbolic link is replaced, and what it points to stays as it is', async () => {
    await writeFile(join(base, 'victim'), 'mine');
    await mkdir(join(root, 'out'));
    await symlink(join(base, 'victim'), join(root, 'out/a.pdf'));
    expect((await deliver('a.pdf', 'x')).delivered).toBe(true);
    expect(await readFile(join(base, 'victim'), 'utf8')).toBe('mine');
    expect(await readFile(join(root, 'out/a.pdf'), 'utf8')).toBe('x');
  });

  test('a source that is a symbolic link is not followed', async () => {
    const delivery = await deliveryOf(base, 'a.pdf', 'x');
    await symlink(delivery.path, join(base, 'link'));
    const context = contextFor(folder.options.parse({}), { root });
    await expect(folder.deliver(context, { ...delivery, path: join(base, 'link') })).rejects.toMatchObject({
      code: 'ELOOP',
    });
  });
});

describe('a full disk', () => {
  /** Opens files that take `room` bytes and then say ENOSPC, as a full disk does. */
  const openWithRoom =
    (room: number): Open =>
    async (path, flags, mode) => {
      const handle = await open(path, flags, mode);
      let left = room;
      const write = handle.writeFile.bind(handle);
      handle.writeFile = async (data, ...rest) => {
        left -= (data as Uint8Array).length;
        if (left < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        return write(data, ...rest);
      };
      return handle;
    };

  test('is named with the file and the bytes, the old edition stays whole, and nothing half is left', async () => {
    await deliver('a.pdf', 'the old edition');
    const full = createFolderSink(openWithRoom(100_000));
    await expect(deliver('a.pdf', 'n'.repeat(200_000), {}, full)).rejects.toMatchObject({
      code: 'VB4009',
      // Chunks of 64 KiB: the first is written, the second no longer fits.
      message: expect.stringMatching(/"a\.pdf".*65536 bytes/),
    });
    expect(await readFile(join(root, 'out/a.pdf'), 'utf8')).toBe('the old edition');
    expect(await readdir(join(root, 'out'))).toEqual(['a.pdf']);
  });

  test('once there is room again the same delivery goes through', async () => {
    const content = 'n'.repeat(200_000);
    await expect(deliver('a.pdf', content, {}, createFolderSink(openWithRoom(10)))).rejects.toMatchObject({
      code: 'VB4009',
    });
    expect(await deliver('a.pdf', content)).toEqual({ location: 'out/a.pdf', delivered: true });
  });
});

test('a file is never seen half: a reader finds the old edition or the new one, whole', async () => {
  const editions = ['a', 'b'].map(letter => letter.repeat(300_000));
  const digests = editions.map(edition => createHash('sha256').update(edition).digest('hex'));
  await deliver('a.pdf', editions[0]!);
  const seen = new Set<string>();
  let writing = true;
  const reading = (async () => {
    while (writing) {
      seen.add(
        createHash('sha256')
          .update(await readFile(join(root, 'out/a.pdf')))
          .digest('hex'),
      );
    }
  })();
  for (let time = 1; time <= 20; time += 1) await deliver('a.pdf', editions[time % 2]!);
  writing = false;
  await reading;
  expect([...seen].filter(digest => !digests.includes(digest))).toEqual([]);
  expect(seen.size).toBeGreaterThan(0);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFiles, matches } from '../../../../plugins/connectors/csv/files.ts';
import { readCsv, temporaryFolders, writeFiles } from './read-csv.ts';

const folder = temporaryFolders();
const content = 'id\n1\n';

async function project(names: readonly string[]): Promise<string> {
  const root = folder();
  await writeFiles(root, Object.fromEntries(names.map(name => [name, content])));
  return root;
}

describe('patterns', () => {
  test('files come in order of name, whatever order the folder has', async () => {
    const root = await project([
      'inbox/b.csv',
      'inbox/a.csv',
      'inbox/B.csv',
      'inbox/a.txt',
      'inbox/10.csv',
      'inbox/9.csv',
    ]);
    expect(await findFiles(root, 'inbox/*.csv')).toEqual([
      'inbox/10.csv',
      'inbox/9.csv',
      'inbox/B.csv',
      'inbox/a.csv',
      'inbox/b.csv',
    ]);
  });

  test('a star stays in its folder, two stars go down, a question mark is one character', async () => {
    const root = await project(['a.csv', 'x/a.csv', 'x/y/a.csv', 'x/y/ab.csv', '.hidden/a.csv', 'x/.a.csv']);
    expect(await findFiles(root, '*/a.csv')).toEqual(['x/a.csv']);
    expect(await findFiles(root, '**/a.csv')).toEqual(['a.csv', 'x/a.csv', 'x/y/a.csv']);
    expect(await findFiles(root, 'x/**/*.csv')).toEqual(['x/a.csv', 'x/y/a.csv', 'x/y/ab.csv']);
    expect(await findFiles(root, 'x/y/a?.csv')).toEqual(['x/y/ab.csv']);
    expect(await findFiles(root, 'x/*/../../a.csv').catch(error => error.code)).toBe('VB1407');
  });

  test('nothing that matches is an error of its own', async () => {
    const root = await project(['a.csv']);
    await expect(findFiles(root, 'inbox/*.csv')).rejects.toMatchObject({ code: 'VB2002' });
    await expect(readCsv(root, { path: 'missing.csv' })).rejects.toMatchObject({ code: 'VB2002' });
  });

  test('a wildcard match means what the same regular expression means', () => {
    const character = fc.constantFrom('a', 'b', '.', '*', '?');
    const word = fc.array(character, { maxLength: 8 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(
        word.map(name => `a${name.replaceAll('*', 'c')}`),
        word,
        (name, pattern) => {
          const source = [...pattern]
            .map(one => (one === '*' ? '.*' : one === '?' ? '.' : one === '.' ? '\\.' : one))
            .join('');
          expect(matches(name, pattern)).toBe(new RegExp(`^${source}$`, 's').test(name));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('a pattern of many stars is done with at once', () => {
    expect(matches('a'.repeat(5_000), `${'a*'.repeat(500)}b`)).toBe(false);
  });
});

describe('a path that leaves the project is refused', () => {
  test('by dots, by a root, by a drive, by a share', async () => {
    const root = await project(['a.csv']);
    for (const path of [
      '../a.csv',
      'x/../../a.csv',
      '/etc/passwd',
      'C:\\a.csv',
      '\\\\host\\share\\a.csv',
      '.',
      'a\0.csv',
    ]) {
      await expect(readCsv(root, { path })).rejects.toMatchObject({ code: 'VB1407' });
    }
  });

  test('an absolute path inside it is fine', async () => {
    const root = await project(['inbox/a.csv']);
    expect((await readCsv(root, { path: join(root, 'inbox/*.csv') })).files).toEqual(['inbox/a.csv']);
  });

  test('by a link, to a file or through a folder, named or matched', async () => {
    const outside = await project(['secret.csv']);
    const root = await project(['inside.csv']);
    symlinkSync(join(outside, 'secret.csv'), join(root, 'link.csv'));
    symlinkSync(outside, join(root, 'linked'));
    for (const path of ['link.csv', 'l*.csv', 'linked/secret.csv', 'linked/*.csv', '*/secret.csv']) {
      await expect(readCsv(root, { path })).rejects.toMatchObject({ code: 'VB1407' });
    }
    expect(await findFiles(root, '**/*.csv')).toEqual(['inside.csv', 'link.csv']);
  });

  test('a link that stays inside is followed', async () => {
    const root = await project(['data/a.csv']);
    symlinkSync(join(root, 'data/a.csv'), join(root, 'latest.csv'));
    expect((await readCsv(root, { path: 'latest.csv' })).rows).toEqual([['1']]);
  });
});

describe('what is no regular file is refused', () => {
  test('a folder', async () => {
    const root = folder();
    mkdirSync(join(root, 'inbox'));
    await expect(readCsv(root, { path: 'inbox' })).rejects.toMatchObject({ code: 'VB2001', message: /a folder/ });
  });

  test('a FIFO, without waiting for someone to write into it', async () => {
    const root = folder();
    execFileSync('mkfifo', [join(root, 'pipe.csv')]);
    for (const path of ['pipe.csv', '*.csv']) {
      await expect(readCsv(root, { path })).rejects.toMatchObject({ code: 'VB2001', message: /a FIFO/ });
    }
  });

  test('a link to a device', async () => {
    const root = folder();
    symlinkSync('/dev/zero', join(root, 'zero.csv'));
    await expect(readCsv(root, { path: 'zero.csv' })).rejects.toMatchObject({ code: 'VB1407' });
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const root = await project(['a.csv']);
    await chmod(join(root, 'a.csv'), 0);
    await expect(readCsv(root, { path: 'a.csv' })).rejects.toMatchObject({ code: 'VB2001', message: /EACCES/ });
  });
});

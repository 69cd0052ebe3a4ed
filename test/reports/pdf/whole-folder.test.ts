import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeWholeFolder } from '../../../reports/pdf/whole-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'verbatim-whole-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const write = (text: string) => (into: string) => writeFile(join(into, 'file'), text);

test('of several that fill the same folder at once one wins, all succeed and nothing else is left', async () => {
  const folder = join(parent, 'made');
  await Promise.all(['a', 'b', 'c'].map(text => makeWholeFolder(folder, write(text))));
  expect(await readdir(parent)).toEqual(['made']);
  expect(await readFile(join(folder, 'file'), 'utf8')).toMatch(/^[abc]$/);
});

test('a folder that is there is left alone', async () => {
  const folder = join(parent, 'made');
  await makeWholeFolder(folder, write('first'));
  await makeWholeFolder(folder, () => expect.fail('it was filled again'));
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('first');
});

test('a filling that fails leaves nothing, and the next one succeeds', async () => {
  const folder = join(parent, 'made');
  const fails = makeWholeFolder(folder, async into => {
    await write('half')(into);
    throw new Error('full');
  });
  await expect(fails).rejects.toThrow('full');
  expect(await readdir(parent)).toEqual([]);
  await makeWholeFolder(folder, write('whole'));
  expect(await readdir(parent)).toEqual(['made']);
});

test('what a killed process left is removed once it is old, and a young one is left to its maker', async () => {
  const [old, young] = ['.made.1-aa.partial', '.made.2-bb.partial'].map(name => join(parent, name));
  await mkdir(old!);
  await mkdir(young!);
  const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  await utimes(old!, twoHoursAgo, twoHoursAgo);
  await makeWholeFolder(join(parent, 'made'), write('x'));
  expect((await readdir(parent)).sort()).toEqual(['.made.2-bb.partial', 'made']);
});

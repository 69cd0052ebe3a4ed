import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProfile } from '../../../reports/pdf/profile-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'verbatim-profile-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test('a profile is a new folder that only its user may read', async () => {
  const [first, second] = [await makeProfile(parent), await makeProfile(parent)];
  expect(first).not.toBe(second);
  if (process.platform !== 'win32') expect((await stat(first)).mode & 0o777).toBe(0o700);
});

test('profiles of dead processes are removed once they are old; those of live ones and of others are left', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [`verbatim-browser-${dead}-old`, `verbatim-browser-${process.pid}-old`, 'somebody-else'];
  const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const name of names) {
    await mkdir(join(parent, name));
    await utimes(join(parent, name), twoHoursAgo, twoHoursAgo);
  }
  await mkdir(join(parent, `verbatim-browser-${dead}-young`));
  const made = await makeProfile(parent);
  expect((await readdir(parent)).sort()).toEqual(
    [`verbatim-browser-${dead}-young`, names[1]!, names[2]!, basename(made)].sort(),
  );
});

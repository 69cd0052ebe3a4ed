import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserStatus } from '../../../reports/pdf/browser-status.ts';
import { findBrowsers, packageFor } from '../../../reports/pdf/find-browser.ts';
import { launchBrowser } from '../../../reports/pdf/launch-browser.ts';
import { thisMachine } from '../../../reports/pdf/machine.ts';
import { processGroup } from '../../../reports/pdf/process-group.ts';
import { testBrowsers, testCache } from './test-browsers.ts';

const linux = process.platform === 'linux';

/** A killed process cannot remove its profile; a later start does, an hour on. Here the test does. */
let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'verbatim-ending-'));
});
afterAll(() => rm(temporary, { recursive: true, force: true }));

describe.each(await testBrowsers())('%s', (from, options) => {
  test('its status names path, version, sandbox and fonts, and leaves no process', async () => {
    const status = await browserStatus(options);
    expect(status).toMatchObject({
      from,
      path: expect.stringMatching(/chrom/i),
      version: expect.stringMatching(/^\d+(\.\d+){3}$/),
    });
    // As root Chromium has no sandbox; what else the system forbids, only the launch can tell.
    if (process.getuid?.() === 0) expect(status.sandbox).toBe(false);
    if (packageFor(thisMachine())) expect(await readdir(status.fonts!)).toContain('OpenSans-Regular.ttf');
  });

  test('no secret of this process reaches the browser’s environment', async context => {
    if (!linux) context.skip('the environment of a process is read from /proc, which Linux alone has');
    const machine = {
      ...thisMachine(),
      env: { ...process.env, DATABASE_URL: 'postgres://u:secret@h/d', API_TOKEN: 'secret' },
    };
    const launched = await launchBrowser({ ...options, machine });
    try {
      for (const { pid } of processGroup(launched.pid)) {
        expect(await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).not.toContain('secret');
      }
    } finally {
      await launched.close();
    }
  });

  test('a browser ends with the process that started it, however that ends', async context => {
    if (!linux) context.skip('processes are read from /proc, which Linux alone has');
    for (const ending of ['SIGKILL', 'SIGTERM', 'exit'] as const) {
      const program = join(import.meta.dirname, 'hold-browser-program.mjs');
      const child = spawn(process.execPath, [program, from, testCache], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, TMPDIR: temporary },
      });
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      const pid = Number(line);
      expect(processGroup(pid).length).toBeGreaterThan(0);
      if (ending === 'exit') child.stdin.end('exit\n');
      else child.kill(ending);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await expect.poll(() => processGroup(pid), { timeout: 10_000, message: ending }).toEqual([]);
    }
  });
});

describe('the packaged browser', () => {
  let cache: string;
  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'verbatim-unpack-'));
  });
  afterAll(() => rm(cache, { recursive: true, force: true }));

  test('is unpacked by two processes at once into one whole folder, and both can use it', async context => {
    if (!packageFor(thisMachine())) context.skip('the packaged browser runs on Linux x64 only');
    const program = join(import.meta.dirname, 'hold-browser-program.mjs');
    const versions = [1, 2].map(async () => {
      const child = spawn(process.execPath, [program, 'package', cache, 'once'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      if (child.exitCode === null) await once(child, 'exit');
      return line;
    });
    expect(await Promise.all(versions)).toEqual([expect.stringMatching(/^147\./), expect.stringMatching(/^147\./)]);
    expect((await readdir(cache)).filter(name => name !== 'fontconfig').sort()).toEqual([
      'chromium-147.0.0',
      'fonts-147.0.0-1',
    ]);
  });

  test('that was unpacked broken or is of another version is VB5001 with its path and the reason', async context => {
    const source = packageFor(thisMachine());
    if (!source) context.skip('the packaged browser runs on Linux x64 only');
    const stale = join(cache, `chromium-${source!.version}`, 'chromium');
    const refusal = (reason: string) => ({ code: 'VB5001', message: expect.stringContaining(`${stale} ${reason}`) });
    await rm(stale, { force: true });
    await writeFile(stale, '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    await expect(launchBrowser({ cacheDir: cache, sources: ['package'] })).rejects.toMatchObject(
      refusal('does not start'),
    );
    const installed = (await findBrowsers(thisMachine(), cache, ['installed']).next()).value;
    if (!installed) context.skip('a browser of another version must be installed');
    // Its version is not 147, unless that of this machine happens to be.
    await writeFile(stale, `#!/bin/sh\nexec '${installed!.path}' "$@"\n`, { mode: 0o755 });
    await expect(launchBrowser({ cacheDir: cache, sources: ['package'] })).rejects.toMatchObject(refusal('is version'));
  });

  test('runs in its sandbox for a user who is not root', async context => {
    if (process.getuid?.() !== 0) context.skip('another user can be taken on by root only');
    const program = join(import.meta.dirname, 'hold-browser-program.mjs');
    const home = await mkdtemp(join(tmpdir(), 'verbatim-user-'));
    try {
      spawnSync('chown', ['65534:65534', home]);
      const env = { PATH: process.env.PATH!, HOME: home };
      const child = spawnSync(process.execPath, [program, 'package', join(home, 'cache'), 'once'], {
        uid: 65534,
        gid: 65534,
        env,
      });
      expect(child.stderr.toString()).toBe('');
      expect(child.stdout.toString()).toMatch(/^147\.\S+ sandbox=(true|false)\n$/);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

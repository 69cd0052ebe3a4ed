import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { findTemporal } from './temporal-program.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'verbatim-development-'));
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGTERM');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run temporal` in a folder of its own. */
function serve(port: number, env: NodeJS.ProcessEnv = {}, more: readonly string[] = []) {
  const { TEMPORAL_ADDRESS: _, ...inherited } = process.env;
  const script = [join(root, 'node_modules/jiti/lib/jiti-cli.mjs'), join(root, 'test/development-server.ts')];
  const child = spawn(process.execPath, [...script, '--port', String(port), ...more], {
    cwd: folder,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  let text = '';
  const ready = new Promise<void>((done, fail) => {
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('Ctrl-C stops it.')) done();
    });
    child.on('close', () => fail(new Error(`it ended: ${text}`)));
  });
  ready.catch(() => {});
  const ended = new Promise<{ code: number | null; text: string }>(done =>
    child.on('close', code => done({ code, text })),
  );
  return { child, ready, ended };
}

describe.skipIf(findTemporal() === null)(
  `npm run temporal${findTemporal() === null ? ' (no Temporal CLI found)' : ''}`,
  () => {
    test('serves on its port, says what it took and what to type next, and stops on Ctrl-C with its data kept', async () => {
      const port = await freePort();
      const server = serve(port);
      await server.ready;
      const again = await serve(port).ended;
      expect(again).toMatchObject({ code: 0, text: expect.stringContaining('already; nothing to start') });
      server.child.kill('SIGINT');
      const { code, text } = await server.ended;
      expect(code).toBe(0);
      expect(text).toContain(`Temporal on 127.0.0.1:${port}, by ${findTemporal()}`);
      expect(text).toContain(`TEMPORAL_ADDRESS=127.0.0.1:${port} node dist/cli/verbatim.js worker`);
      expect(text).toMatch(/Stopped\.\n$/);
      expect(existsSync(join(folder, '.verbatim/temporal.db'))).toBe(true);
    });

    test('only names the program when that is what is asked', async () => {
      const { code, text } = await serve(await freePort(), {}, ['--obtain']).ended;
      expect({ code, text }).toEqual({ code: 0, text: `${findTemporal()}\n` });
    });

    test('starts none of its own when TEMPORAL_ADDRESS names a server that does not answer', async () => {
      const port = await freePort();
      const { code, text } = await serve(await freePort(), { TEMPORAL_ADDRESS: `127.0.0.1:${port}` }).ended;
      expect(code).toBe(4);
      expect(text).toContain(`TEMPORAL_ADDRESS is 127.0.0.1:${port}, and nothing answers there`);
    });
  },
);

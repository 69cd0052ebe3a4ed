import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkWorker } from '../../cli/check-worker.ts';
import { showSignsOfLife } from '../../cli/sign-of-life.ts';
import { type ProcessIdentity, thisProcess } from '../../core/warehouse/process-identity.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'verbatim-signs-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(state, { recursive: true, force: true });
});

const own = join('worker', `${process.pid}@${thisProcess().host}.json`);

/** A sign that another process left. */
function leave(name: string, of: Partial<ProcessIdentity>, at = Date.now()): void {
  mkdirSync(join(state, 'worker'), { recursive: true });
  const sign = { ...thisProcess(), queues: ['verbatim-io'], at, ...of };
  writeFileSync(join(state, 'worker', `${name}.json`), JSON.stringify(sign));
}

test('without a worker the check fails and says how to start one', async () => {
  expect(await checkWorker(state)).toEqual([
    {
      ...{ id: 'worker', status: 'fail', fix: 'verbatim worker' },
      message: 'no worker of this project runs on this machine',
    },
  ]);
});

test('a worker lives whatever it does: nothing is asked of a server, and no queue need be empty', async () => {
  const end = await showSignsOfLife(state, ['verbatim-cpu', 'verbatim-render']);
  expect(await checkWorker(state)).toEqual([
    {
      ...{ id: 'worker', status: 'ok', fix: null },
      message: `worker ${process.pid} lives and serves verbatim-cpu, verbatim-render`,
    },
  ]);
  await end();
  expect(await checkWorker(state)).toMatchObject([{ status: 'fail' }]);
});

test('it shows itself again every ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: 1_000_000 });
  const end = await showSignsOfLife(state, ['verbatim']);
  const shown = (): number => (JSON.parse(readFileSync(join(state, own), 'utf8')) as { at: number }).at;
  expect(shown()).toBe(1_000_000);
  vi.advanceTimersByTime(10_000);
  // The fake clock goes on a little while this waits for the file.
  await vi.waitFor(() => expect(shown()).toBeGreaterThanOrEqual(1_010_000));
  await end();
});

test('one that has been silent for a minute hangs', async () => {
  leave('hangs', {}, Date.now() - 61_000);
  expect(await checkWorker(state)).toMatchObject([
    { status: 'fail', message: `worker ${process.pid} has been silent for a minute` },
  ]);
});

test('a worker that was killed, and one of another machine, say nothing of this one', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  leave('killed', { pid });
  leave('elsewhere', { host: 'elsewhere' });
  leave('half', {}, Number.NaN);
  expect(await checkWorker(state)).toMatchObject([{ status: 'fail', fix: 'verbatim worker' }]);
});

test('a worker that starts removes what dead ones of its machine left, and of others what is a day old', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  leave('killed', { pid });
  leave('elsewhere', { host: 'elsewhere' });
  leave('replaced', { host: 'elsewhere' }, Date.now() - 25 * 3_600_000);
  const end = await showSignsOfLife(state, ['verbatim']);
  expect(readdirSync(join(state, 'worker')).sort()).toEqual([own.slice('worker/'.length), 'elsewhere.json'].sort());
  await end();
});

test('a state that cannot be written ends no worker; it is seen as none', async () => {
  writeFileSync(join(state, 'worker'), 'in the way');
  const end = await showSignsOfLife(state, ['verbatim']);
  expect(await checkWorker(state)).toMatchObject([{ status: 'fail' }]);
  await end();
});

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { lockStore } from '../../../core/warehouse/lock.ts';
import { type CompiledSources, compileSources } from '../../compiled-sources.ts';

let compiled: CompiledSources;
let folder: string;
let dir: string;
const started: ChildProcess[] = [];

beforeAll(() => {
  compiled = compileSources([
    'core/errors.ts',
    'core/warehouse/lock.ts',
    'core/warehouse/process-identity.ts',
    'test/core/warehouse/lock-process.ts',
  ]);
});
afterAll(() => compiled.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-lock-'));
  dir = join(folder, 'store');
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that is ready to ask for the lock. */
async function contender() {
  const child = spawn(process.execPath, [join(compiled.root, 'test/core/warehouse/lock-process.js'), dir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const tell = async (): Promise<string> => {
    child.stdin.write('go\n');
    return await line();
  };
  expect(await line()).toBe('ready');
  const exited = new Promise(resolve => child.on('exit', resolve));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { pid: child.pid!, tell, kill };
}

test('a second process is refused and told who holds the store, as long as the first one lives', async () => {
  const [first, second] = await Promise.all([contender(), contender()]);
  expect(await first.tell()).toBe('held');
  expect(await second.tell()).toBe(`refused VB4001 the embedded store ${dir} is in use by process ${first.pid}`);
  expect(await first.tell()).toBe('released');
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a killed process is taken over, also when nobody has collected it yet', async () => {
  const first = await contender();
  expect(await first.tell()).toBe('held');
  await first.kill();
  expect(existsSync(`${dir}.lock`)).toBe(true);
  const lock = await lockStore(dir);
  expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('of eight processes that find the lock of a dead one at the same moment exactly one takes it over', async () => {
  for (let round = 0; round < 3; round += 1) {
    const dead = await contender();
    expect(await dead.tell()).toBe('held');
    await dead.kill();
    const contenders = await Promise.all(Array.from({ length: 8 }, contender));
    const answers = await Promise.all(contenders.map(one => one.tell()));
    expect(answers.filter(answer => answer === 'held')).toHaveLength(1);
    expect(answers.filter(answer => answer.startsWith('refused VB4001'))).toHaveLength(7);
    for (const one of contenders) await one.kill();
    rmSync(`${dir}.lock`);
    expect(readdirSync(folder)).toEqual([]);
  }
}, 60_000);

test('the same process is refused a second time, too', async () => {
  const lock = await lockStore(dir);
  await expect(lockStore(dir)).rejects.toMatchObject({
    code: 'VB4001',
    message: `the embedded store ${dir} is in use by process ${process.pid}`,
  });
  await lock.release();
  await (await lockStore(dir)).release();
});

test('a lock of another host is never taken over, since its process cannot be asked', async () => {
  const foreign = { pid: 1, started: null, host: `not-${hostname()}`, token: 'x' };
  writeFileSync(`${dir}.lock`, JSON.stringify(foreign));
  await expect(lockStore(dir)).rejects.toMatchObject({
    code: 'VB4001',
    message: expect.stringContaining(`process 1 on host not-${hostname()}`),
  });
  expect(JSON.parse(readFileSync(`${dir}.lock`, 'utf8'))).toEqual(foreign);
});

test('a number that the system gave to another process since does not keep a lock alive', async () => {
  const { started: now } = JSON.parse(await ownLock()) as { started: string };
  writeFileSync(
    `${dir}.lock`,
    JSON.stringify({ pid: process.pid, started: `${now}0`, host: hostname(), token: 'old' }),
  );
  const lock = await lockStore(dir);
  expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject({ pid: process.pid, started: now });
  await lock.release();
});

test('giving back a lock that is no longer ours leaves it alone', async () => {
  const lock = await lockStore(dir);
  const other = { pid: process.pid, started: null, host: hostname(), token: 'of somebody else' };
  writeFileSync(lock.path, JSON.stringify(other));
  await lock.release();
  expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toEqual(other);
});

test('a lock that cannot be read is not taken over', async () => {
  writeFileSync(`${dir}.lock`, '');
  await expect(lockStore(dir)).rejects.toMatchObject({
    code: 'VB4001',
    message: `the lock ${dir}.lock cannot be read`,
  });
});

async function ownLock(): Promise<string> {
  const lock = await lockStore(dir);
  const text = readFileSync(lock.path, 'utf8');
  await lock.release();
  return text;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { findPostgres, startCluster } from '../test/postgres-cluster.ts';
import { createNamespace } from '../test/temporal-namespace.ts';
import { startTemporal } from '../test/temporal-server.ts';
import { median } from './median.ts';
import type { Found } from './run.ts';
import { type Size, writeProject } from './temporal-project.ts';

interface Figures extends Found {
  /** Of the demo: what Temporal adds, in seconds. */
  readonly demoAddsSeconds: number;
  readonly historyEvents: number;
  readonly historyBytes: number;
  /** Text step with one worker process over the same with two, one thread each. */
  readonly secondWorker: number;
  readonly workerStartMs: number;
}

/** Where the runs of this benchmark are. */
interface Place {
  readonly address: string;
  readonly server: string;
  readonly folder: string;
}

const root = resolve(import.meta.dirname, '..');
const entry = join(root, 'dist/cli/verbatim.js');
const large: Size = { rows: 1_000_000, commentEvery: 10, report: true };
const texts: Size = { rows: 240_000, commentEvery: 1, report: false };
const starts = 5;
const rounds = 3;
const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const seconds = (value: number): string => `${value.toFixed(1)} s`;

/**
 * A run of a million answers, a tenth of them with a comment, by workers over a Temporal server against the same run
 * in process, each on a fresh database of one PostgreSQL server with its default durability. `ours` and `peer` are
 * seconds from the command's start to its end. Then the demo, the text step with a second worker process, and how long
 * a worker takes from its start until it takes work. Needs `dist/`.
 */
export async function bench(): Promise<Figures> {
  const bin = findPostgres();
  if (bin === null) throw new Error('no PostgreSQL server here: install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'bench-temporal-'));
  const cluster = await startCluster(bin, { fsync: 'on', full_page_writes: 'on' });
  const temporal = await startTemporal({ dbFile: join(folder, 'temporal.db') });
  const place: Place = { address: temporal.address, server: cluster.url, folder };
  try {
    const start = await workerStart(place);
    say(`worker takes work ${start.toFixed(0)} ms after its start (median of ${starts})`);
    const demo = await compareDemo(place);
    const second = await secondWorker(place);
    const whole = await compareLarge(place);
    return {
      ...{ bench: 'temporal', ours: round(whole.temporal), peer: round(whole.inProcess), unit: 's', rows: large.rows },
      ratio: round(whole.inProcess / whole.temporal),
      ...{ demoAddsSeconds: round(demo), secondWorker: round(second), workerStartMs: Math.round(start) },
      ...{ historyEvents: whole.events, historyBytes: whole.bytes },
    };
  } finally {
    await temporal.stop();
    cluster.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

async function compareLarge(place: Place) {
  const cwd = join(place.folder, 'large');
  await writeProject(cwd, large);
  const env = await surroundings(place);
  const inProcess = await run(['run', 'monthly', '--window', '2026-10'], cwd, await surroundings(place));
  say(`${large.rows} answers in process: ${seconds(inProcess)}`);
  const overTemporal = await withWorkers(cwd, env, [[]], () =>
    run(['run', 'monthly', '--window', '2026-10', '--engine', 'temporal'], cwd, env),
  );
  const { events, bytes } = await historyOf(place, env);
  say(`over Temporal: ${seconds(overTemporal)}, ${events} events of ${bytes} bytes`);
  return { temporal: overTemporal, inProcess, events, bytes };
}

/** @returns seconds that Temporal adds to the demo's run */
async function compareDemo(place: Place): Promise<number> {
  const cwd = join(place.folder, 'demo');
  cpSync(join(root, 'config'), join(cwd, 'config'), { recursive: true });
  const args = ['run', 'monthly', '--client', 'lumiere', '--window', '2026-10'];
  const inProcess = await run(args, cwd, await surroundings(place));
  const env = await surroundings(place);
  const overTemporal = await withWorkers(cwd, env, [[]], () => run([...args, '--engine', 'temporal'], cwd, env));
  say(`demo in process ${seconds(inProcess)}, over Temporal ${seconds(overTemporal)}`);
  return overTemporal - inProcess;
}

/** @returns how many times faster a text step is with a second worker process; medians of rounds in turns */
async function secondWorker(place: Place): Promise<number> {
  const cwd = join(place.folder, 'texts');
  await writeProject(cwd, texts);
  const took: Record<1 | 2, number[]> = { 1: [], 2: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const processes of [1, 2] as const) {
      const env = await surroundings(place);
      const workers = Array.from({ length: processes }, () => ['--cpu', '1']);
      await withWorkers(cwd, env, workers, () =>
        run(['run', 'monthly', '--window', '2026-10', '--engine', 'temporal'], cwd, env),
      );
      took[processes].push(await takeStepSeconds(place, env));
    }
  }
  for (const processes of [1, 2] as const) {
    const each = took[processes].map(seconds).join(', ');
    say(`${texts.rows} texts with ${processes} worker processes of one thread: ${each}`);
  }
  return median(took[1]) / median(took[2]);
}

/** How long the text step took, as the warehouse has it recorded; then the database is dropped, which the server would go on tidying. */
async function takeStepSeconds({ server }: Place, { DATABASE_URL: url = '' }: Readonly<Record<string, string>>) {
  const [step] = await query<{ took: number }>(
    url,
    "select extract(epoch from ended_at - started_at)::float8 as took from verbatim.run_step where node = 'tone'",
  );
  await query(server, `drop database ${new URL(url).pathname.slice(1)} with (force)`);
  return step!.took;
}

async function workerStart(place: Place): Promise<number> {
  const cwd = join(place.folder, 'start');
  await writeProject(cwd, { rows: 1, commentEvery: 1, report: false });
  const env = await surroundings(place);
  const times: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    const startedAt = performance.now();
    await withWorkers(cwd, env, [[]], async () => void times.push(performance.now() - startedAt));
  }
  return median(times);
}

/** A fresh database and a namespace of its own. */
async function surroundings({ address, server }: Place): Promise<Readonly<Record<string, string>>> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { DATABASE_URL: url.href, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: await createNamespace(address) };
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query<Row>(text).finally(() => client.end())).rows;
}

/** @returns seconds from the command's start to its end */
async function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<number> {
  const startedAt = performance.now();
  const child = start(args, cwd, env);
  const pieces: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => pieces.push(text));
  const code = await new Promise(done => child.on('close', done));
  const stderr = pieces.join('');
  if (code !== 0) throw new Error(`verbatim ${args.join(' ')} exited ${code}: ${stderr.slice(-2000)}`);
  return (performance.now() - startedAt) / 1000;
}

/** Workers, each with these options, that take work while `work` goes on. */
async function withWorkers<T>(
  cwd: string,
  env: Readonly<Record<string, string>>,
  workers: readonly (readonly string[])[],
  work: () => Promise<T>,
): Promise<T> {
  const children = workers.map(options => start(['worker', ...options], cwd, env));
  try {
    await Promise.all(children.map(ready));
    return await work();
  } finally {
    await Promise.all(
      children.map(child => {
        child.kill('SIGTERM');
        return new Promise(done => (child.exitCode === null ? child.once('close', done) : done(null)));
      }),
    );
  }
}

function ready(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((done, fail) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('takes work from')) done();
    });
    child.once('close', () => fail(new Error(`a worker ended: ${said.slice(-2000)}`)));
  });
}

const start = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { ...process.env, ...env, CI: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

async function historyOf(
  { address }: Place,
  { TEMPORAL_NAMESPACE: namespace = 'default' }: Readonly<Record<string, string>>,
) {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace });
    let [events, bytes] = [0, 0];
    for await (const { workflowId, runId } of client.workflow.list({ query: 'WorkflowType = "pipelineRun"' })) {
      const { historyLength, historySize } = await client.workflow.getHandle(workflowId, runId).describe();
      [events, bytes] = [events + historyLength, bytes + (historySize ?? 0)];
    }
    return { events, bytes };
  } finally {
    await connection.close();
  }
}

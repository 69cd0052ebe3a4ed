import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { secretReference } from '../core/run/scene.ts';
import { freshDatabase, testKey } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { documentOf, type Ended, scratch, verbatim } from './command-line.ts';
import { canaries, failingProject, octoberOf, token } from './failing-project.ts';
import { textsOf } from './texts-of.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;
const entry = resolve(import.meta.dirname, '../../dist/cli/verbatim.js');

interface RunDocument {
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

describe.skipIf(missing)('steps that fail on Temporal', () => {
  const folder = scratch(failingProject);
  const cwd = folder.path;
  const pipelines = ['files', 'refused', 'tone', 'post'];
  const ended = { here: {} as Record<string, Ended>, temporal: {} as Record<string, Ended> };
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let temporal: TemporalClient;
  let worker: ChildProcess;
  let said = '';

  beforeAll(async () => {
    database = await freshDatabase();
    const namespace = await createNamespace(address!);
    const server = { DATABASE_URL: database.target.url!, TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE: namespace };
    const key = Buffer.from(testKey).toString('hex');
    const env = { ...server, VERBATIM_CUSTOMER_KEY: key, POST_TOKEN: token };
    temporal = await connect({ address: address!, namespace });
    worker = spawn(process.execPath, [entry, 'worker'], { cwd, env: { ...process.env, CI: 'true', ...env } });
    await new Promise<void>((done, fail) => {
      worker.on('close', code => fail(new Error(`the worker ended with ${code}: ${said}`)));
      worker.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('takes work from')) done();
      });
    });
    const runAll = async (
      into: Record<string, Ended>,
      engine: string,
      given: Record<string, string>,
    ): Promise<void> => {
      for (const pipeline of pipelines) {
        into[pipeline] = await verbatim([...octoberOf(pipeline), '--engine', engine], { cwd, env: given });
      }
    };
    await Promise.all([
      runAll(ended.temporal, 'temporal', env),
      runAll(ended.here, 'in-process', { POST_TOKEN: token }),
    ]);
  }, 300_000);
  afterAll(async () => {
    const over = new Promise(done => worker.once('close', done));
    worker.kill('SIGKILL');
    await over;
    await temporal?.close();
    await database?.remove();
    folder.remove();
  });

  test('are told with the lines and the document of the engine in process', () => {
    const lines = ({ stderr }: Ended): readonly string[] =>
      stderr
        .split('\n')
        .map(line => line.replace(/^\S+Z /, '').replace(/ ms=\d+| in_ms=\d+|run \S+/g, ''))
        // Whoever follows from outside may miss that a step is tried again; what a plugin logs is in its worker's log.
        .filter(line => !/ (running|retry|asks) /.test(line));
    const steps = (one: Ended) => documentOf<RunDocument>(one).steps.map(({ ms: _, ...step }) => step);
    for (const pipeline of pipelines) {
      const [here, there] = [ended.here[pipeline]!, ended.temporal[pipeline]!];
      expect([there.code, lines(there), steps(there)]).toEqual([1, lines(here), steps(here)]);
    }
    expect(ended.temporal.files!.stderr).toContain('FAILED code=VB2101 attempts=1 inbox/files/b.csv:2: not utf-8: ');
  });

  test('are told by their worker in the same words, attempt after attempt', () => {
    const told = (step: string, rest: string): string => `warn step ${step} FAILED code=${rest}`;
    expect(said).toContain(told('survey.answers', 'VB2101 attempts=1 inbox/files/b.csv:2: not utf-8: byte 0xE7'));
    expect(said).toContain('\n  "encoding: windows-1252" seems right; or export it as UTF-8\n');
    expect(said).toContain(told('feel', 'VB3003 attempts=1 plugins/tone.ts:7:11: plugin "tone" threw RangeError'));
    expect(said).toContain(`asks with ${secretReference('POST_TOKEN')} `);
    for (const attempt of [1, 2, 3]) expect(said).toContain(told('report.monthly-cx', `VB4002 attempts=${attempt} `));
  });

  test('leave neither a secret nor a customer’s words in histories, logs, rows or what the command prints', async () => {
    const found: string[] = [said];
    for await (const { workflowId, runId } of temporal.client.workflow.list()) {
      const handle = temporal.client.workflow.getHandle(workflowId, runId);
      found.push(...textsOf(await handle.fetchHistory()), ...textsOf((await handle.describe()).raw));
    }
    for (const { stdout, stderr } of Object.values(ended.temporal)) found.push(stdout, stderr);
    const warehouse = await openWarehouse(database.target);
    const rows = await warehouse.db.selectFrom('run_step').selectAll().execute();
    const runs = await warehouse.db.selectFrom('run').selectAll().execute();
    await warehouse.close();
    const all = [...found, JSON.stringify([rows, runs])].join('\n');
    // The look-up finds what is there: four failures, each of them where it was told.
    for (const code of ['VB2101', 'VB2301', 'VB3003', 'VB4002']) {
      expect(found.some(text => text.includes(code))).toBe(true);
      expect(JSON.stringify(rows)).toContain(code);
    }
    expect(canaries.filter(canary => all.includes(canary))).toEqual([]);
  });
});

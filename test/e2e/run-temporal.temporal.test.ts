import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';
import { textsOf } from './texts-of.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;
const entry = resolve(import.meta.dirname, '../../dist/cli/verbatim.js');
const asOf = ['--as-of', '2026-11-02T06:00:00Z'];
const onTemporal = ['--client', 'acme', '--engine', 'temporal', ...asOf];

interface RunDocument {
  readonly run: Readonly<Record<string, unknown>> & { readonly id: string; readonly status: string };
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly reports: readonly Readonly<Record<string, unknown>>[];
}

describe.skipIf(missing)('verbatim run --engine temporal', () => {
  const folder = scratch(surveyProject);
  const cwd = folder.path;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let env: Record<string, string>;
  let temporal: TemporalClient;
  let worker: ChildProcess | null = null;
  beforeAll(async () => {
    database = await freshDatabase();
    const namespace = await createNamespace(address!);
    env = { DATABASE_URL: database.target.url!, TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE: namespace };
    temporal = await connect({ address: address!, namespace });
  });
  afterAll(async () => {
    if (worker !== null) {
      const ended = new Promise(done => worker!.once('close', done));
      worker.kill('SIGKILL');
      await ended;
    }
    await temporal?.close();
    await database?.remove();
    folder.remove();
  });

  const call = (args: readonly string[], options: Omit<Partial<Parameters<typeof verbatim>[1]>, 'cwd'> = {}) =>
    verbatim(args, { cwd, ...options, env: { ...env, ...options.env } });
  const run = (window: string, ...more: string[]) =>
    call(['run', 'monthly', '--window', window, ...onTemporal, ...more]);

  function startWorker(): Promise<void> {
    const child = spawn(process.execPath, [entry, 'worker'], { cwd, env: { ...process.env, CI: 'true', ...env } });
    worker = child;
    return new Promise((done, fail) => {
      let said = '';
      child.on('close', code => fail(new Error(`the worker ended with ${code}: ${said}`)));
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('takes work from')) done();
      });
    });
  }

  test('a run is told with the lines of the engine in process, and gives the same document', async () => {
    await startWorker();
    const ended = await run('2026-10', '-o', 'json');
    const here = await verbatim(['run', 'monthly', '--client', 'acme', '--window', '2026-10', ...asOf, '-o', 'json'], {
      cwd,
    });
    expect([ended.code, here.code]).toEqual([0, 0]);
    const lines = (text: string) =>
      text
        .split('\n')
        .map(line => line.replace(/^\S+Z /, '').replace(/ ms=\d+|run \S+/g, ''))
        .filter(line => !line.includes(' running '));
    expect(lines(ended.stderr)).toEqual(lines(here.stderr));
    const steady = ({
      run: { id: _, engine: __, startedAt: ___, endedAt: ____, ...rest },
      steps,
      reports,
    }: RunDocument) => ({
      run: rest,
      steps: steps.map(({ ms: _ms, ...step }) => step),
      reports: reports.map(({ sha256: _sha, bytes: _bytes, model: _model, ...report }) => report),
    });
    expect(steady(documentOf<RunDocument>(ended))).toEqual(steady(documentOf<RunDocument>(here)));
  });

  test('the run reads well in the server’s own list, and its histories hold references alone', async () => {
    const found: string[] = [];
    for await (const info of temporal.client.workflow.list()) {
      const handle = temporal.client.workflow.getHandle(info.workflowId, info.runId);
      found.push(...textsOf(await handle.fetchHistory()));
      const described = await handle.describe();
      found.push(...textsOf(described.raw));
      if (info.type === 'reportRun') {
        expect(await described.staticSummary()).toBe('report.monthly-cx (monthly-cx)');
        expect(await described.staticDetails()).toMatch(/^of run [0-9A-Z]{26}$/);
        expect(info.searchAttributes).toMatchObject({
          ...{ VerbatimClient: ['acme'], VerbatimPipeline: ['monthly'] },
          VerbatimWindowStart: [new Date('2026-09-30T22:00:00.000Z')],
          VerbatimPlanDigest: [expect.stringMatching(/^[0-9a-f]{64}$/)],
        });
      }
      expect(described.historyLength).toBeLessThanOrEqual(2_000);
      expect(described.historySize).toBeLessThanOrEqual(1_000_000);
      if (info.type !== 'pipelineRun') continue;
      expect(await described.staticSummary()).toBe('monthly for acme, 2026-10');
      expect(info.searchAttributes).toMatchObject({
        ...{ VerbatimClient: ['acme'], VerbatimPipeline: ['monthly'], VerbatimStatus: ['succeeded'] },
        VerbatimWindowStart: [new Date('2026-09-30T22:00:00.000Z')],
      });
      expect(info.memo).toEqual({ project: 'cabinet', run: expect.stringMatching(/^[0-9A-Z]{26}$/) });
    }
    const all = found.join('\n');
    // The look-up finds what is there: the plan's own words stand in the histories.
    expect(all).toContain('survey.answers');
    // Of the export: an address, comments, customers; of the environment: the store's password.
    const { password } = new URL(env.DATABASE_URL!);
    const canaries = [
      'a.durand',
      'example.fr',
      'Très bien',
      'merci',
      'livraison en retard',
      '"C1"',
      '"R1"',
      'postgres://',
      password,
    ];
    expect(canaries.filter(canary => canary !== '' && all.includes(canary))).toEqual([]);
  });

  test('a window that was run is joined with a note, left at once with --detach --force, and followed by its id', async () => {
    const again = await run('2026-10');
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('to run it again: --force')]);
    const left = await run('2026-10', '--force', '--detach');
    expect([left.code, left.stdout]).toEqual([0, 'verbatim/acme/monthly/2026-09-30T22:00Z_2026-10-31T23:00Z~r1\n']);
    // Its client is known by the run, without the option.
    const followed = await call(['runs', 'follow', left.stdout.trim(), '-o', 'json']);
    expect([followed.code, followed.stderr]).toEqual([0, expect.stringMatching(/step report\.monthly-cx ok/)]);
    const record = documentOf<RunDocument>(followed);
    expect([record.run.status, record.steps.map(({ status }) => status), record.reports.length]).toEqual([
      'succeeded',
      record.steps.map(() => 'succeeded'),
      2,
    ]);
    // Where the warehouse is another than the workers', no record is made up.
    const elsewhere = await freshDatabase();
    const lost = await call(['runs', 'follow', left.stdout.trim()], { env: { DATABASE_URL: elsewhere.target.url! } });
    await elsewhere.remove();
    expect([lost.code, lost.stdout, lost.stderr]).toEqual([2, '', expect.stringMatching(/VB6002 .* lacks it/)]);
    const listed = await call(['runs', 'list', '--client', 'acme', '-o', 'json']);
    expect(documentOf<{ runs: { status: string; engine: string }[] }>(listed).runs).toMatchObject([
      { status: 'succeeded', engine: 'temporal' },
      { status: 'succeeded', engine: 'temporal' },
    ]);
  });

  test('Ctrl-C leaves the run to its workers, SIGTERM cancels it when asked, and meanwhile it is known', async () => {
    const interrupted = (window: string, onInterrupt: string, by: NodeJS.Signals, then: () => void) => {
      let sent = false;
      const onStderr = (text: string, kill: (signal: NodeJS.Signals) => void): void => {
        if (sent || !text.includes(' start pipeline=monthly')) return;
        sent = true;
        kill(by);
        then();
      };
      const args = ['run', 'monthly', '--window', window, ...onTemporal, '--on-interrupt', onInterrupt, '-o', 'json'];
      return call(args, { onStderr });
    };
    // A worker that stands still keeps the run at work for as long as the test needs it.
    worker!.kill('SIGSTOP');
    const detached = await interrupted('2026-08', 'detach', 'SIGINT', () => {});
    expect([detached.code, documentOf<RunDocument>(detached).run.status]).toEqual([130, 'running']);
    const { id } = documentOf<RunDocument>(detached).run;
    expect(detached.stderr).toContain(`verbatim runs follow ${id} --client acme`);
    // No worker has begun it: the server alone knows it.
    const shown = await call(['runs', 'show', id]);
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining(`${id}  running  monthly`)]);
    const listed = await call(['runs', 'list', '--client', 'acme']);
    expect(listed.stdout).toMatch(new RegExp(`^${id} {2}running .* 2026-08 `));
    const held = await call(['retry', id, '--client', 'acme']);
    expect([held.code, held.stderr]).toEqual([2, expect.stringMatching(/VB6010 .* no worker has begun it/)]);
    const away = await call(['runs', 'list', '--client', 'acme'], { env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    expect([away.code, away.stderr]).toEqual([0, expect.stringContaining('VB6005')]);
    const cancelled = await call(['runs', 'cancel', id, '--client', 'acme']);
    expect([cancelled.code, cancelled.stdout]).toEqual([0, `${id} was asked to stop\n`]);
    const ended = await interrupted('2026-07', 'cancel', 'SIGTERM', () => void worker!.kill('SIGCONT'));
    expect([ended.code, documentOf<RunDocument>(ended).run.status]).toEqual([143, 'cancelled']);
  });

  test('months are a backfill, one run after the other', async () => {
    const args = ['run', 'monthly', '--from', '2026-05', '--to', '2026-06', ...onTemporal, '-o', 'json'];
    const ended = await call(args);
    const { runs } = documentOf<{ runs: RunDocument[] }>(ended);
    expect([ended.code, runs.map(({ run: { status } }) => status)]).toEqual([0, ['succeeded', 'succeeded']]);
    expect(runs.map(({ reports }) => reports.length)).toEqual([2, 2]);
    expect(ended.stderr).toMatch(/month 2026-05 \(1 of 2\)[\s\S]*month 2026-06 \(2 of 2\)/);
    // As with one month, what has succeeded is not run again.
    const again = await call(args);
    expect([again.code, documentOf<{ runs: RunDocument[] }>(again).runs]).toEqual([0, runs]);
    expect(again.stderr).toContain(`month 2026-05 was run already by run ${runs[0]!.run.id}; to run it again: --force`);
    const elsewhere = await freshDatabase();
    const lost = await call(args, { env: { DATABASE_URL: elsewhere.target.url! } });
    await elsewhere.remove();
    const errors = documentOf<{ runs: { error: { code: string } }[] }>(lost).runs.map(({ error }) => error.code);
    expect([lost.code, errors]).toEqual([1, ['VB6002', 'VB6002']]);
  });

  test('a month that is left is printed with its run, and its backfill is followed by its id', async () => {
    let sent = false;
    const ended = await call(['run', 'monthly', '--from', '2026-03', '--to', '2026-04', ...onTemporal, '-o', 'json'], {
      onStderr: (text, kill) => {
        if (sent || !text.includes(' start pipeline=monthly')) return;
        sent = true;
        // A worker that stands still keeps the run at work.
        worker!.kill('SIGSTOP');
        kill('SIGINT');
      },
    });
    worker!.kill('SIGCONT');
    const { runs } = documentOf<{ runs: RunDocument[] }>(ended);
    expect([ended.code, runs.map(({ run: { id, status } }) => [/^[0-9A-Z]{26}$/.test(id), status])]).toEqual([
      130,
      [[true, 'running']],
    ]);
    const workflowId = /verbatim runs follow (\S+\/backfill\/\S+) --client acme/.exec(ended.stderr)?.[1];
    const followed = await call(['runs', 'follow', workflowId!]);
    expect([followed.code, followed.stdout.split('\n').map(line => line.slice(0, 18))]).toEqual([
      0,
      ['2026-03  succeeded', '2026-04  succeeded', ''],
    ]);
  });
});

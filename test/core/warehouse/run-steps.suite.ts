import { expect, test } from 'vitest';
import { noCounts } from '../../../core/plan/result.ts';
import type { StepTimes } from '../../../core/plan/state.ts';
import { concludeRun } from '../../../core/warehouse/conclude-run.ts';
import { readRunRows } from '../../../core/warehouse/run-read.ts';
import { endRun, recordStep, type StepRow, showRun } from '../../../core/warehouse/runs.ts';
import { startRun } from '../../../core/warehouse/start-run.ts';
import type { TestStores } from '../../stores.ts';
import { testPlan } from './load-fixture.ts';

const start = { plan: testPlan(), engine: 'in-process' as const };

export function runStepsSuite({ open }: TestStores): void {
  test('a run is shown with its window, its steps and its reports, a failure with its place and its hint', async () => {
    const wh = await open();
    const run = await startRun(wh, start);
    const report = {
      name: 'monthly',
      language: 'fr',
      audience: 'board',
      status: 'published' as const,
      path: 'out/m.pdf',
      pages: 6,
      bytes: 9,
      sha256: 'c',
      model: 'm.json',
    };
    const result = {
      counts: { ...noCounts, read: 3, written: 2, rejected: 1 },
      ms: 40,
      parts: [],
      reports: [report],
      notes: [],
    };
    await recordStep(wh, run, {
      node: 'read.a',
      use: 'csv',
      kind: 'connector',
      status: 'running',
      attempts: 1,
      result: null,
      failure: null,
    });
    await recordStep(wh, run, {
      node: 'read.a',
      use: 'csv',
      kind: 'connector',
      status: 'succeeded',
      attempts: 2,
      result,
      failure: null,
    });
    const failure = {
      code: 'VB5001',
      class: 'environment',
      message: 'no browser',
      hint: 'install one',
      at: { file: 'a.yaml' },
    };
    await recordStep(wh, run, {
      node: 'report',
      use: 'monthly',
      kind: 'report',
      status: 'failed',
      attempts: 1,
      result: null,
      failure,
    });
    await endRun(wh, run, 'failed');
    const shown = await showRun(wh, run.id);
    expect(shown.run).toMatchObject({
      id: run.id,
      pipeline: 'monthly',
      client: null,
      engine: 'in-process',
      status: 'failed',
      window: start.plan.window,
      asOf: start.plan.asOf,
      planDigest: start.plan.digest,
    });
    const zero = { ...noCounts, ms: 0 };
    expect(shown.steps).toEqual([
      {
        id: 'read.a',
        use: 'csv',
        kind: 'connector',
        status: 'succeeded',
        attempts: 2,
        ...zero,
        read: 3,
        written: 2,
        rejected: 1,
        ms: 40,
        error: null,
      },
      {
        id: 'report',
        use: 'monthly',
        kind: 'report',
        status: 'failed',
        attempts: 1,
        ...zero,
        error: { ...failure, at: { file: 'a.yaml', line: null, column: null } },
      },
    ]);
    expect(shown.reports).toEqual([report]);
  });

  test('a step that failed is shown with what its batches have stored, those of all its shards', async () => {
    const wh = await open();
    const run = await startRun(wh, start);
    const failure = { code: 'VB3003', class: 'bug', message: 'x', hint: null };
    const tone = { node: 'tone', use: 'tone', kind: 'sentiment', status: 'failed', attempts: 1, result: null } as const;
    await recordStep(wh, run, { ...tone, failure });
    const batch = { run_seq: run.seq, epoch: 1, ...noCounts };
    const batches = [
      { ...batch, node: 'tone#0/2', number: 1, read: 5, written: 4, unchanged: 1 },
      { ...batch, node: 'tone#0/2', number: 2, read: 2, written: 2 },
      { ...batch, node: 'tone#1/2', number: 1, read: 3, written: 3, filtered: 1 },
      { ...batch, node: 'tone-fr', number: 1, read: 9, written: 9 },
    ];
    await wh.db.insertInto('run_batch').values(batches).execute();
    await endRun(wh, run, 'failed');
    // 5 + 2 + 3 read, 4 + 2 + 3 written; nothing of the step whose name begins alike.
    const counts = { ...noCounts, read: 10, written: 9, unchanged: 1, filtered: 1 };
    expect((await showRun(wh, run.id)).steps).toMatchObject([{ id: 'tone', ...counts }]);
    expect((await readRunRows(wh, run.id)).steps).toMatchObject([{ node: 'tone', counts }]);
  });

  test('a step keeps its times when the same end of it is recorded again, and has new ones for another end', async () => {
    const wh = await open();
    const run = await startRun(wh, start);
    const at = (minute: number): number => Date.UTC(2026, 10, 2, 6, minute);
    const step = (node: string, status: 'succeeded' | 'failed', times?: StepTimes): StepRow => ({
      ...{ node, use: 'csv', kind: 'connector', status, attempts: 1, result: null, failure: null },
      ...(times === undefined ? {} : { times }),
    });
    await recordStep(wh, run, step('read.z', 'succeeded', { startedAt: at(1), endedAt: at(2) }));
    // A clock that was set back by an hour while it worked.
    await recordStep(wh, run, step('read.a', 'failed', { startedAt: at(3), endedAt: at(3) - 3_600_000 }));
    const steps = [step('read.z', 'succeeded'), step('read.a', 'succeeded', { startedAt: at(4), endedAt: at(5) })];
    await concludeRun(wh, { id: run.id, status: 'succeeded', steps: [steps[0]!] });
    const times = async () => {
      const rows = await wh.db
        .selectFrom('run_step')
        .select(['node', 'started_at', 'ended_at'])
        .orderBy('node')
        .execute();
      return rows.map(({ node, started_at, ended_at }) => [node, started_at?.getTime(), ended_at?.getTime()]);
    };
    expect(await times()).toEqual([
      ['read.a', at(3), at(3)],
      ['read.z', at(1), at(2)],
    ]);
    await recordStep(wh, run, steps[1]!);
    expect((await times())[0]).toEqual(['read.a', at(4), at(5)]);
    // In the order of their work, not of their names.
    expect((await showRun(wh, run.id)).steps.map(({ id }) => id)).toEqual(['read.z', 'read.a']);
  });
}

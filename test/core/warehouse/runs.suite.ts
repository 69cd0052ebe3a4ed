import { expect, test } from 'vitest';
import { noCounts } from '../../../core/plan/result.ts';
import type { StepTimes } from '../../../core/plan/state.ts';
import { concludeRun } from '../../../core/warehouse/conclude-run.ts';
import { loadRun } from '../../../core/warehouse/load-run.ts';
import { createRunId } from '../../../core/warehouse/run-id.ts';
import { readRunRows } from '../../../core/warehouse/run-read.ts';
import { endRun, listRuns, recordStep, type StepRow, showRun } from '../../../core/warehouse/runs.ts';
import { startRun } from '../../../core/warehouse/start-run.ts';
import type { TestStores } from '../../stores.ts';
import { testPlan } from './load-fixture.ts';

const start = { plan: testPlan(), engine: 'in-process' as const };

export function runsSuite({ open }: TestStores): void {
  test('a second run of the same pipeline, client and window is refused and told which one is at work (VB6001)', async () => {
    const wh = await open();
    const first = await startRun(wh, start);
    await expect(startRun(wh, start)).rejects.toMatchObject({
      code: 'VB6001',
      message: expect.stringContaining(first.id),
    });
    const november = { from: '2026-10-31T23:00:00.000Z', to: '2026-11-30T23:00:00.000Z' };
    const other = await startRun(wh, { ...start, plan: testPlan({ window: november }) });
    await endRun(wh, other, 'succeeded');
    await endRun(wh, first, 'succeeded');
    const third = await startRun(wh, start);
    expect([third.resumed, third.seq > first.seq, third.id > first.id]).toEqual([false, true, true]);
  });

  test('a run whose leader is gone is taken over by the same plan, with its number and its id', async () => {
    const wh = await open();
    const first = await startRun(wh, start);
    await first.release();
    const second = await startRun(wh, { ...start, plan: testPlan({ asOf: '2026-11-03T07:00:00.000Z' }) });
    expect(second).toMatchObject({ id: first.id, seq: first.seq, resumed: true });
    expect((await showRun(wh, first.id)).run.asOf).toBe('2026-11-03T07:00:00.000Z');
  });

  test('with another plan the run that was left is closed as failed and a new one begins', async () => {
    const wh = await open();
    const first = await startRun(wh, start);
    await first.release();
    const second = await startRun(wh, { ...start, plan: testPlan({ digest: 'b'.repeat(64) }) });
    expect(second.resumed).toBe(false);
    expect((await listRuns(wh)).map(run => [run.id, run.status])).toEqual([
      [second.id, 'running'],
      [first.id, 'failed'],
    ]);
  });

  test('an engine that names its runs gets the same run when it asks again', async () => {
    const wh = await open();
    const id = 'verbatim/acme/monthly/2026-10';
    const [first, second] = [
      await startRun(wh, { ...start, engine: 'temporal', id }),
      await startRun(wh, { ...start, engine: 'temporal', id }),
    ];
    expect([second.seq, second.id]).toEqual([first.seq, id]);
  });

  test('two beginnings of the same named run at the same time give one run', async () => {
    const wh = await open();
    const named = { ...start, engine: 'temporal' as const, id: createRunId() };
    const runs = await Promise.all([startRun(wh, named), startRun(wh, named), startRun(wh, named)]);
    expect(new Set(runs.map(run => run.seq)).size).toBe(1);
    expect(await listRuns(wh)).toHaveLength(1);
  });

  test('a run that has ended is opened again by its id, with its number and the plan that is given', async () => {
    const wh = await open();
    const id = createRunId();
    const first = await startRun(wh, { ...start, engine: 'temporal', id });
    await endRun(wh, first, 'failed');
    const plan = testPlan({ digest: 'b'.repeat(64) });
    const second = await startRun(wh, { plan, engine: 'temporal', id });
    expect(second).toMatchObject({ seq: first.seq, id, resumed: true });
    expect((await showRun(wh, id)).run).toMatchObject({ status: 'running', endedAt: null, planDigest: plan.digest });
    expect(await loadRun(wh, id)).toEqual({ seq: first.seq, id, plan });
    await endRun(wh, second, 'succeeded');
    expect((await showRun(wh, id)).run.status).toBe('succeeded');
  });

  test('a run that is opened again in process keeps others of its pipeline, client and window out (VB6001)', async () => {
    const wh = await open();
    const first = await startRun(wh, start);
    await endRun(wh, first, 'failed');
    const again = await startRun(wh, { ...start, id: first.id });
    await expect(startRun(wh, start)).rejects.toMatchObject({ code: 'VB6001' });
    await endRun(wh, again, 'succeeded');
  });

  test('the plan of a run that nobody knows is not found (VB6002)', async () => {
    await expect(loadRun(await open(), 'nobody')).rejects.toMatchObject({ code: 'VB6002' });
  });

  test('ending a run twice keeps its first end', async () => {
    const wh = await open();
    const run = await startRun(wh, start);
    await endRun(wh, run, 'cancelled');
    await endRun(wh, run, 'succeeded');
    expect((await showRun(wh, run.id)).run).toMatchObject({ status: 'cancelled', endedAt: expect.any(String) });
  });

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

  test('an unknown run is VB6002', async () => {
    await expect(showRun(await open(), 'none')).rejects.toMatchObject({ code: 'VB6002' });
  });

  test('ids have 26 characters, sort by time and differ within a millisecond', () => {
    // 1 ms after 1970 is ten digits of time, 0000000001, and sixteen random ones.
    expect(createRunId(1)).toMatch(/^0000000001[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(createRunId(1_800_000_000_000) < createRunId(1_800_000_000_001)).toBe(true);
    expect(new Set(Array.from({ length: 1_000 }, () => createRunId(5))).size).toBe(1_000);
  });
}

import { expect, test } from 'vitest';
import { loadRun } from '../../../core/warehouse/load-run.ts';
import { createRunId } from '../../../core/warehouse/run-id.ts';
import { endRun, listRuns, showRun } from '../../../core/warehouse/runs.ts';
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

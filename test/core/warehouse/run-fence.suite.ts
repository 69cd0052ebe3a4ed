import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { concludeRun } from '../../../core/warehouse/conclude-run.ts';
import { createRunId } from '../../../core/warehouse/run-id.ts';
import { endRun, listRuns, type StepRow, showRun } from '../../../core/warehouse/runs.ts';
import { startRun } from '../../../core/warehouse/start-run.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { testPlan } from './load-fixture.ts';

const plan = testPlan();
const here = { plan, engine: 'in-process' } as const;
const there = { plan, engine: 'temporal' } as const;
/** The executions of a run, each later than the one before. */
const [first, second] = [1_790_000_000_000, 1_790_000_060_000];

const step = (status: StepRow['status']): StepRow => ({
  ...{ node: 'read.a', use: 'csv', kind: 'connector', status, attempts: 1, result: null, failure: null },
});
const shown = async (wh: Warehouse, id: string) => {
  const { run, steps } = await showRun(wh, id);
  return [run.status, ...steps.map(({ status }) => status)];
};

export function runFenceSuite({ open }: TestStores): void {
  test('an attempt at beginning that wakes when its run has ended is refused (VB4004), and the run stays ended', async () => {
    const wh = await open();
    const start = { ...there, id: createRunId(), epoch: first };
    await startRun(wh, start);
    // A second attempt of the same execution finds what the first wrote.
    expect(await startRun(wh, start)).toMatchObject({ epoch: first, resumed: true });
    await concludeRun(wh, { id: start.id, epoch: first, status: 'failed', steps: [step('failed')] });
    await expect(startRun(wh, start)).rejects.toMatchObject({ code: 'VB4004' });
    expect(await shown(wh, start.id)).toEqual(['failed', 'failed']);
  });

  test('an attempt at ending that wakes when its run was retried changes nothing of it (VB4004)', async () => {
    const wh = await open();
    const id = createRunId();
    await startRun(wh, { ...there, id, epoch: first });
    await concludeRun(wh, { id, epoch: first, status: 'failed', steps: [step('failed')] });
    await startRun(wh, { ...there, id, epoch: second });
    const late = { id, epoch: first, status: 'failed', steps: [step('failed')] } as const;
    await expect(concludeRun(wh, late)).rejects.toMatchObject({ code: 'VB4004' });
    await expect(startRun(wh, { ...there, id, epoch: first })).rejects.toMatchObject({ code: 'VB4004' });
    expect(await shown(wh, id)).toEqual(['running']);
    await concludeRun(wh, { id, epoch: second, status: 'succeeded', steps: [step('succeeded')] });
    expect(await shown(wh, id)).toEqual(['succeeded', 'succeeded']);
  });

  test('ending a run twice keeps its first end', async () => {
    const wh = await open();
    const id = createRunId();
    await startRun(wh, { ...there, id, epoch: first });
    await concludeRun(wh, { id, epoch: first, status: 'succeeded', steps: [step('succeeded')] });
    await concludeRun(wh, { id, epoch: first, status: 'failed', steps: [step('failed')] });
    expect(await shown(wh, id)).toEqual(['succeeded', 'succeeded']);
  });

  test('a process whose run was taken over does not end it', async () => {
    const wh = await open();
    const lost = await startRun(wh, here);
    // As when its session with the server breaks: the lock is free, and the process does not know.
    await lost.release();
    const taken = await startRun(wh, here);
    expect([taken.id, taken.epoch]).toEqual([lost.id, lost.epoch + 1]);
    await endRun(wh, lost, 'failed');
    expect(await shown(wh, lost.id)).toEqual(['running']);
    await endRun(wh, taken, 'succeeded');
    expect(await shown(wh, lost.id)).toEqual(['succeeded']);
  });

  test('a run that a version without epochs began is ended, and opened again', async () => {
    const wh = await open();
    const id = createRunId();
    await startRun(wh, { ...there, id });
    await sql`update run set epoch = default where id = ${id}`.execute(wh.db);
    await concludeRun(wh, { id, status: 'failed', steps: [] });
    await startRun(wh, { ...there, id, epoch: first });
    await concludeRun(wh, { id, epoch: first, status: 'succeeded', steps: [] });
    expect(await shown(wh, id)).toEqual(['succeeded']);
  });

  test('while a run is at work on Temporal, its window is not run in process (VB6001), and other windows are', async () => {
    const wh = await open();
    const run = await startRun(wh, { ...there, epoch: first });
    await expect(startRun(wh, here)).rejects.toMatchObject({
      code: 'VB6001',
      message: expect.stringContaining(`run ${run.id} is at work on Temporal`),
      hint: expect.stringContaining(`verbatim runs cancel ${run.id}`),
    });
    const november = { from: '2026-10-31T23:00:00.000Z', to: '2026-11-30T23:00:00.000Z' };
    await endRun(wh, await startRun(wh, { ...here, plan: testPlan({ window: november }) }), 'succeeded');
    await concludeRun(wh, { id: run.id, epoch: first, status: 'failed', steps: [] });
    await endRun(wh, await startRun(wh, here), 'succeeded');
  });

  test('while a run is at work in process, its window is not run on Temporal (VB6001), and nothing is written of it', async () => {
    const wh = await open();
    const run = await startRun(wh, here);
    const refused = startRun(wh, { ...there, epoch: first });
    await expect(refused).rejects.toMatchObject({ code: 'VB6001', message: expect.stringContaining(run.id) });
    expect((await listRuns(wh)).map(({ id }) => id)).toEqual([run.id]);
    // Of a process that died the lock is free, and its run stands in nobody's way.
    await run.release();
    await startRun(wh, { ...there, epoch: first });
  });

  test('while a run is at work on Temporal, another of its window is refused there (VB6001), and writes nothing', async () => {
    const wh = await open();
    const [run, other] = [createRunId(), createRunId()];
    await startRun(wh, { ...there, id: run, epoch: first });
    const fateOf = async (id: string) => (id === run ? 'running' : null);
    await expect(startRun(wh, { ...there, id: other, epoch: second, fateOf })).rejects.toMatchObject({
      ...{ code: 'VB6001', message: expect.stringContaining(`run ${run} is at work on Temporal`) },
    });
    expect((await listRuns(wh)).map(({ id }) => id)).toEqual([run]);
    await concludeRun(wh, { id: run, epoch: first, status: 'failed', steps: [] });
    await startRun(wh, { ...there, id: other, epoch: second, fateOf });
    // Nor is the first opened again meanwhile.
    await expect(startRun(wh, { ...there, id: run, epoch: second })).rejects.toMatchObject({ code: 'VB6001' });
  });

  test('of several runs of a window that begin on Temporal at the same moment one does', async () => {
    const wh = await open();
    const begin = () => startRun(wh, { ...there, id: createRunId(), epoch: first });
    const begun = await Promise.allSettled([begin(), begin(), begin(), begin()]);
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await listRuns(wh)).map(({ status }) => status)).toEqual(['running']);
  });

  test('a run that the server ended by force, or lost, keeps nobody out: its end is written for it', async () => {
    const wh = await open();
    const [ended, lost, next] = [createRunId(), createRunId(), createRunId()];
    await startRun(wh, { ...there, id: ended, epoch: first });
    await startRun(wh, { ...there, id: lost, epoch: first, fateOf: async () => 'cancelled' });
    await startRun(wh, { ...there, id: next, epoch: first, fateOf: async () => null });
    expect((await listRuns(wh)).map(({ id, status }) => [id, status])).toEqual([
      [next, 'running'],
      [lost, 'failed'],
      [ended, 'cancelled'],
    ]);
  });
}

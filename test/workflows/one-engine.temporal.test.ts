import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { runInProcess } from '../../core/run/engine.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { listRuns } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { refusalOf } from '../../workflows/client/refusal-of.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { queues } from '../../workflows/contract.ts';
import { answers, desk, planWith, runtimeWith } from '../core/run/scene.ts';
import { freshDatabase } from '../stores.ts';
import { startWorkerHere, type WorkerHere } from './worker-here.ts';

const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;
const [read] = planWith().nodes;
const plan = { ...planWith(), nodes: [read!] };

/** A source that is asked, waits until it may answer, and is asked again. */
function createGate() {
  let [ask, answer] = [(): void => {}, (): void => {}];
  let asked = Promise.resolve();
  let answered = Promise.resolve();
  const shut = (): void => {
    asked = new Promise(resolve => (ask = resolve));
    answered = new Promise(resolve => (answer = resolve));
  };
  shut();
  return {
    shut,
    asked: () => asked,
    open: () => answer(),
    pass: async () => {
      ask();
      await answered;
    },
  };
}

describe.skipIf(missing)('one window, two engines, one warehouse', () => {
  const gate = createGate();
  const source = desk(async function* () {
    await gate.pass();
    yield { rows: answers(5), origin: index => ({ record: index + 1 }) };
    yield { checkpoint: 1 };
  });
  let wh: Warehouse;
  let remove: () => Promise<void> | void;
  let worker: WorkerHere;
  beforeAll(async () => {
    const fresh = await freshDatabase();
    ({ remove } = fresh);
    wh = await openWarehouse(fresh.target, { width: 20 });
    worker = await startWorkerHere(runtimeWith(wh, [source]).runtime, {
      project: plan.project,
      compile: async () => plan,
    });
  });
  afterAll(async () => {
    await worker?.stop();
    await wh?.close();
    await remove?.();
  });

  const here = () => {
    const { runtime, emit } = runtimeWith(wh, [source]);
    return runInProcess(plan, runtime, { signal: new AbortController().signal, emit });
  };
  const onTemporal = async (run: string, force = false) => {
    const { workflowId } = await startRun(worker.temporal, { plan, run, force });
    return { workflowId, ended: worker.temporal.client.workflow.getHandle(workflowId).result() };
  };

  test('while Temporal is at work on it, a run in process is refused (VB6001), and both go well one after the other', async () => {
    gate.shut();
    const run = createRunId();
    const { ended } = await onTemporal(run);
    await gate.asked();
    await expect(here()).rejects.toMatchObject({ code: 'VB6001', message: expect.stringContaining(run) });
    gate.open();
    expect(await ended).toMatchObject({ run, status: 'succeeded' });
    expect(await here()).toMatchObject({ status: 'succeeded' });
    expect((await listRuns(wh)).map(({ engine, status }) => [engine, status])).toEqual([
      ['in-process', 'succeeded'],
      ['temporal', 'succeeded'],
    ]);
  });

  test('while a process is at work on it, a run on Temporal is refused (VB6001) and leaves nothing, the process goes on', async () => {
    await wh.db.deleteFrom('run').execute();
    gate.shut();
    const first = here();
    await gate.asked();
    const id = (await listRuns(wh))[0]!.id;
    const refused = createRunId();
    // Its window was run already under this workflow id.
    const execution = await startRun(worker.temporal, { plan, run: refused, force: true });
    const { workflowId } = execution;
    const { client } = worker.temporal;
    await expect(client.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      cause: { cause: { type: 'VB6001', message: expect.stringContaining(id) } },
    });
    expect(await refusalOf(worker.temporal, execution)).toMatchObject({
      ...{ code: 'VB6001', class: 'environment', message: expect.stringContaining(id) },
      hint: expect.stringContaining('wait for it'),
    });
    gate.open();
    expect(await first).toMatchObject({ id, status: 'succeeded' });
    expect(await listRuns(wh)).toMatchObject([{ id, status: 'succeeded' }]);
  });

  /** Starts by hand, by schedule and in a backfill have three workflows, and one window. */
  const { pipeline, client, window, asOf } = plan;
  const started = (type: 'scheduledPipeline' | 'backfillRun', input: object) =>
    worker.temporal.client.workflow.execute(type, {
      ...{ workflowId: `started-${type}`, taskQueue: queues.workflow },
      args: [{ project: plan.project, pipeline, client, shards: 1, ...input }],
    });

  test('while a forced run is at work, neither a schedule nor a backfill nor one more forced run has its window', async () => {
    await wh.db.deleteFrom('run').execute();
    gate.shut();
    const run = createRunId();
    const { ended, workflowId } = await onTemporal(run, true);
    expect(workflowId).toMatch(/~r\d$/);
    await gate.asked();
    const refusal = expect.stringContaining(`run ${run} is at work`);
    await expect(started('scheduledPipeline', { holdMs: 0 })).rejects.toMatchObject({
      cause: { type: 'VB6001', message: refusal },
    });
    const months = { windows: [window], asOf, fullRefresh: false, before: { succeeded: 0, failed: 0 } };
    expect(await started('backfillRun', months)).toEqual({ succeeded: 0, failed: 1 });
    await expect(onTemporal(createRunId(), true)).rejects.toMatchObject({ code: 'VB6001', message: refusal });
    // Without force one joins it, though the window's first id is free.
    expect(await startRun(worker.temporal, { plan, run: createRunId() })).toMatchObject({ run, joined: 'running' });
    expect((await listRuns(wh)).map(({ id }) => id)).toEqual([run]);
    gate.open();
    expect(await ended).toMatchObject({ run, status: 'succeeded' });
  });

  test('a run that was ended by force keeps nobody out', async () => {
    await wh.db.deleteFrom('run').execute();
    gate.shut();
    const run = createRunId();
    const { ended, workflowId } = await onTemporal(run, true);
    await gate.asked();
    await Promise.all([
      expect(ended).rejects.toThrow(),
      worker.temporal.client.workflow.getHandle(workflowId).terminate(),
    ]);
    gate.open();
    expect(await started('scheduledPipeline', { holdMs: 0 })).toMatchObject({ status: 'succeeded' });
    expect((await listRuns(wh)).map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  });
});

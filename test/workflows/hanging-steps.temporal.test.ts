import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Plan } from '../../core/plan/plan.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { listRuns } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { nps } from '../../plugins/kpis/nps.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { answers, desk, planWith, runtimeWith } from '../core/run/scene.ts';
import { freshDatabase } from '../stores.ts';
import { startWorkerHere, type WorkerHere } from './worker-here.ts';

const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;
const origin = (index: number) => ({ record: index + 1 });
const read: Plan = { ...planWith(), nodes: planWith().nodes.slice(0, 1) };

describe.skipIf(missing)('a connector that heeds nothing, on a worker that reads one source at a time', () => {
  let wh: Warehouse;
  let remove: () => Promise<void> | void;
  let worker: WorkerHere;
  const sources = { atWork: 0, most: 0, hanging: (): void => {}, goOn: (): void => {} };
  const hangs = new Promise<void>(resolve => (sources.hanging = resolve));
  const released = new Promise<void>(resolve => (sources.goOn = resolve));
  let first = true;
  let left: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    const fresh = await freshDatabase();
    ({ remove } = fresh);
    wh = await openWarehouse(fresh.target);
    const source = desk(async function* () {
      if (first) {
        first = false;
        let over = (): void => {};
        left = new Promise(resolve => (over = resolve));
        try {
          sources.hanging();
          await released;
          yield { rows: answers(9), origin };
          yield { checkpoint: 1 };
        } finally {
          over();
        }
        return;
      }
      sources.atWork += 1;
      sources.most = Math.max(sources.most, sources.atWork);
      // Others that were given out at the same time come in meanwhile.
      await new Promise(resolve => setTimeout(resolve, 50));
      sources.atWork -= 1;
      yield { rows: answers(1), origin };
      yield { checkpoint: 1 };
    });
    const limits = { io: 1 };
    worker = await startWorkerHere(runtimeWith(wh, [source, nps]).runtime, { project: read.project, limits });
  });
  afterAll(async () => {
    await worker?.stop();
    await wh?.close();
    await remove?.();
  });
  const start = async (plan: Plan) => {
    const { workflowId } = await startRun(worker.temporal, { plan, run: createRunId() });
    return worker.temporal.client.workflow.getHandle(workflowId);
  };

  test('keeps no other run from beginning and ending meanwhile', async () => {
    const hanging = await start({ ...read, pipeline: 'hanging' });
    await hangs;
    const nodes = planWith()
      .nodes.slice(1)
      .map(node => ({ ...node, needs: [] }));
    expect(await (await start({ ...read, pipeline: 'beside', nodes })).result()).toMatchObject({ status: 'succeeded' });
    expect((await hanging.describe()).status.name).toBe('RUNNING');
  });

  test('is left 10 s after its run was cancelled, frees its place, and writes nothing when it wakes up', async () => {
    const hanging = await start({ ...read, pipeline: 'hanging' });
    await hanging.cancel();
    const cancelledAt = Date.now();
    await expect(hanging.result()).rejects.toThrow('cancelled');
    expect(Date.now() - cancelledAt).toBeLessThan(20_000);
    expect((await listRuns(wh, { pipeline: 'hanging' })).map(({ status }) => status)).toEqual(['cancelled']);
    await (await start({ ...read, pipeline: 'next' })).result();
    sources.goOn();
    await left;
    const stored = await wh.db.selectFrom('feedback').select('external_id').execute();
    expect(stored).toEqual([{ external_id: 'R1' }]);
  });

  test('of four runs that are started at once one source is read at a time', async () => {
    sources.most = 0;
    const runs = await Promise.all([1, 2, 3, 4].map(index => start({ ...read, pipeline: `p${index}` })));
    await Promise.all(runs.map(run => run.result()));
    expect(sources.most).toBe(1);
  });
});

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { listRuns } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { type RunningWorker, startWorker } from '../../workflows/worker/worker.ts';
import { answers, desk, planWith, runtimeWith } from '../core/run/scene.ts';
import { freshDatabase } from '../stores.ts';
import { startWorkerHere, type WorkerHere } from './worker-here.ts';

const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;
const [read] = planWith().nodes;
const plan = { ...planWith(), nodes: [read!] };
const source = desk(async function* () {
  yield { rows: answers(5), origin: index => ({ record: index + 1 }) };
  yield { checkpoint: 1 };
});

describe.skipIf(missing)('two projects that share a namespace', () => {
  const removals: (() => Promise<void> | void)[] = [];
  let [own, others] = [] as unknown as [Warehouse, Warehouse];
  let theirs: WorkerHere;
  let temporal: TemporalClient;
  beforeAll(async () => {
    const open = async (): Promise<Warehouse> => {
      const { target, remove } = await freshDatabase();
      const wh = await openWarehouse(target, { width: 10 });
      removals.push(remove, wh.close);
      return wh;
    };
    [own, others] = [await open(), await open()];
    theirs = await startWorkerHere(runtimeWith(others, [source]).runtime, { project: 'other' });
    temporal = await connect({ address: theirs.temporal.address, namespace: theirs.temporal.namespace });
    removals.push(temporal.close);
  });
  afterAll(async () => {
    for (const remove of removals.reverse()) await remove();
  });

  /** A worker of the plan's own project, in the same namespace. */
  async function startOwn(): Promise<RunningWorker> {
    const { address, namespace } = temporal;
    const { runtime } = runtimeWith(own, [source]);
    const worker = await startWorker({
      ...{ address, namespace, threads: null, queues: ['workflow', 'io', 'cpu', 'render'] },
      limits: { io: 4, cpu: 1, render: 1, ioPerSecond: null },
      bundle: inject('workflowBundle'),
      services: {
        project: plan.project,
        runtimeFor: async () => runtime,
        compile: () => Promise.reject(new Error('no pipeline in this test')),
        close: async () => {},
      },
    });
    removals.push(async () => {
      worker.shutdown();
      await worker.ended;
    });
    return worker;
  }

  test('a worker gives the work of the other back, and a worker of its own does all of it', async () => {
    const run = createRunId();
    const { workflowId } = await startRun(temporal, { plan, run });
    const refused = () => theirs.log.filter(line => line.includes('a worker of project "other" was given work'));
    await expect.poll(() => refused().length, { timeout: 20_000 }).toBeGreaterThan(0);
    await startOwn();
    await theirs.stop();
    expect(await temporal.client.workflow.getHandle(workflowId).result()).toMatchObject({ status: 'succeeded' });
    expect(await listRuns(own)).toMatchObject([{ id: run, status: 'succeeded' }]);
    expect(await listRuns(others)).toEqual([]);

    // Both call their pipeline and its client alike: the window's run is not taken for one's own.
    const same = { ...plan, project: 'other' };
    await expect(startRun(temporal, { plan: same, run: createRunId() })).rejects.toMatchObject({
      code: 'VB6018',
      message: expect.stringContaining(`is a run of project "${plan.project}"`),
    });
  });
});

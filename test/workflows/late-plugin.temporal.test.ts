import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Plugin } from '../../core/plugin/registry.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { followRun } from '../../workflows/client/follow-run.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { answers, desk, planWith, runtimeWith } from '../core/run/scene.ts';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { startWorkerHere, type WorkerHere } from './worker-here.ts';

const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;
const plan = { ...planWith(), nodes: planWith().nodes.slice(0, 1) };

describe.skipIf(missing)('a step whose plugin no worker has', () => {
  let wh: Warehouse;
  let remove: () => Promise<void> | void;
  let namespace: string;
  const workers: WorkerHere[] = [];
  const startWith = async (plugins: readonly Plugin[]): Promise<WorkerHere> => {
    // Half a minute between two offers would be most of this test.
    const changes = [['VB6008: 30000', 'VB6008: 200']] as const;
    const { runtime } = runtimeWith(wh, plugins);
    const worker = await startWorkerHere(runtime, { project: plan.project, namespace, changes });
    workers.push(worker);
    return worker;
  };
  beforeAll(async () => {
    const fresh = await freshDatabase();
    ({ remove } = fresh);
    wh = await openWarehouse(fresh.target);
    namespace = await createNamespace(inject('temporalAddress')!);
  });
  afterAll(async () => {
    for (const worker of workers) await worker.stop();
    await wh?.close();
    await remove?.();
  });

  test('says so to whoever follows its run, and goes on when a worker with the plugin comes', async () => {
    const { temporal } = await startWith([]);
    const execution = await startRun(temporal, { plan, run: createRunId() });
    const lines: string[] = [];
    const events: RunEvent[] = [];
    let second: Promise<unknown> | null = null;
    const source = desk(async function* () {
      yield { rows: answers(3), origin: index => ({ record: index + 1 }) };
      yield { checkpoint: 1 };
    });
    const say = (line: string): void => {
      lines.push(line);
      second ??= startWith([source]);
    };
    const { signal } = new AbortController();
    const followed = { ...execution, client: null };
    const { status } = await followRun(temporal, followed, { say, signal, emit: event => events.push(event) });
    expect(status).toBe('succeeded');
    // Once, however often it was offered.
    expect(lines).toEqual([
      'step desk.answers waits for another worker: VB6008 step desk.answers needs plugin "desk" 1.0.0; this worker does not have it',
      '  start workers of the version that the plan was compiled with',
    ]);
    expect(events.flatMap(event => (event.type === 'node' ? [event.to] : []))).toEqual(['running', 'succeeded']);
    await second;
  });
});

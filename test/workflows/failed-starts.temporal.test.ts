import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { requireWorkers } from '../../workflows/client/task-queues.ts';
import { type Progress, progressName, type QueueKind, queues } from '../../workflows/contract.ts';
import { applySchedules, showSchedule } from '../../workflows/schedules/schedules.ts';
import { triggerSchedule } from '../../workflows/schedules/trigger-schedule.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { sampleSchedule } from './sample-schedule.ts';
import { scriptedPlan, scriptedSteps } from './scripted-steps.ts';

const address = inject('temporalAddress');

describe.skipIf(address === null)('a run that fails', () => {
  let temporal: TemporalClient;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    installWorkerLog(() => {});
    const namespace = await createNamespace(address!);
    const connection = await NativeConnection.connect({ address: address! });
    temporal = await connect({ address: address!, namespace });
    const plan = scriptedPlan({ 'read.a': [] }, { client: 'lumiere', pipeline: 'hourly' });
    const failing = { 'read.a': ['fail'], 'read.b': ['fail'] } as const;
    const { activities } = scriptedSteps(failing, () => ({ run: 'scheduled', plan }));
    const workflowsPath = join(import.meta.dirname, '../../workflows/definitions/workflows.ts');
    const workers = await Promise.all(
      Object.entries(queues).map(([kind, taskQueue]) =>
        Worker.create({
          ...{ connection, namespace, taskQueue, activities: { ...activities } },
          ...(kind === 'workflow' ? { workflowsPath } : {}),
        }),
      ),
    );
    const running = workers.map(worker => worker.run());
    stop = async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await connection.close();
      await temporal.close();
    };
    const all = Object.keys(queues) as QueueKind[];
    await vi.waitFor(() => requireWorkers(temporal, all), { timeout: 30_000 });
  });
  afterAll(() => stop?.());

  test('does not keep an hourly schedule from its next start', async () => {
    const { client } = temporal;
    const schedule = sampleSchedule({ pipeline: 'hourly', cron: '0 * * * *', overlap: 'skip' });
    await applySchedules(client, [schedule], { now: '2026-11-22T12:00:00.000Z', dryRun: false });
    for (const turn of [1, 2]) {
      await triggerSchedule(client, schedule);
      const starts = async () => (await showSchedule(client, schedule)).starts;
      await expect.poll(starts, { timeout: 30_000, interval: 100 }).toBe(turn);
      const { recent } = await showSchedule(client, schedule);
      const result = client.workflow.getHandle(recent.at(-1)!.workflowId).result();
      // Not held: it has failed, and the schedule is free.
      await expect(result).rejects.toMatchObject({ cause: { cause: { type: 'RunFailed' } } });
      await expect.poll(async () => (await showSchedule(client, schedule)).running, { timeout: 10_000 }).toEqual([]);
    }
    expect(await showSchedule(client, schedule)).toMatchObject({ starts: 2, skipped: 0 });
  });

  test('waits for a hand once: the steps that fail after one that waited in vain do not wait', async () => {
    const plan = scriptedPlan({ 'read.a': [], 'read.b': [] }, { pipeline: 'held', width: 1 });
    const { workflowId } = await startRun(temporal, { plan, run: 'held', holdMs: 500 });
    const handle = temporal.client.workflow.getHandle(workflowId);
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'RunFailed' } });
    const { entries } = await handle.query<Progress, [number]>(progressName, 0);
    expect(entries.map(({ node, to }) => `${node} ${to}`)).toEqual([
      'read.a running',
      'read.a held',
      'read.a failed',
      'read.b running',
      'read.b failed',
    ]);
  });
});

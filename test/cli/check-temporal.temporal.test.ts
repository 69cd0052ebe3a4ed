import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test, vi } from 'vitest';
import { checkTemporal } from '../../cli/check-temporal.ts';
import type { Check } from '../../core/plugin/connector.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { cancelRun } from '../../workflows/client/cancel-run.ts';
import { connect } from '../../workflows/client/client.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { requireWorkers } from '../../workflows/client/task-queues.ts';
import { queues } from '../../workflows/contract.ts';
import { workerAt } from '../faults/activity-story.ts';
import { freePort } from '../free-port.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { scriptedPlan, scriptedSteps } from '../workflows/scripted-steps.ts';

const address = inject('temporalAddress');
Runtime.install({ logger: new DefaultLogger('ERROR') });

const byId = (checks: readonly Check[]) => Object.fromEntries(checks.map(check => [check.id, check]));

/** A worker of this machine at one queue while `work` goes on. */
async function withWorker<T>(namespace: string, work: () => Promise<T>): Promise<T> {
  const connection = await NativeConnection.connect({ address: address! });
  const worker = await Worker.create({
    ...{ connection, namespace, taskQueue: queues.cpu, identity: `1@${hostname()}` },
    activities: { nothing: async () => {} },
  });
  try {
    return await worker.runUntil(work);
  } finally {
    await connection.close();
  }
}

describe.skipIf(address === null)(`doctor on Temporal${address === null ? ' (no Temporal server found)' : ''}`, () => {
  test('a server that does not answer is a failure that says where and how to start one', async () => {
    const target = { address: `127.0.0.1:${await freePort()}`, namespace: 'default' };
    expect(await checkTemporal(target, false)).toEqual([
      {
        ...{ id: 'temporal', status: 'fail' },
        message: expect.stringMatching(new RegExp(`^VB6005 .*${target.address}`)),
        fix: expect.stringContaining('npm run temporal'),
      },
    ]);
  });

  test('a namespace that is not there is a failure that says how to make it', async () => {
    const [check, ...others] = await checkTemporal({ address: address!, namespace: 'nowhere' }, false);
    expect(check).toMatchObject({ id: 'temporal', status: 'fail', message: expect.stringContaining('VB6007') });
    expect(check!.fix).toContain('temporal operator namespace create');
    expect(others).toEqual([]);
  });

  test('fixing makes a namespace that is not there, with its search attributes, once and for all', async () => {
    const target = { address: address!, namespace: `made-${randomBytes(4).toString('hex')}` };
    expect(await checkTemporal(target, false)).toMatchObject([{ id: 'temporal', status: 'fail' }]);
    const fixed = byId(await checkTemporal(target, true));
    expect(fixed).toMatchObject({
      namespace: { status: 'ok', message: expect.stringContaining(`made ${target.namespace}; `) },
      temporal: { status: 'ok', message: expect.stringContaining(`namespace ${target.namespace}`) },
      'search attributes': { status: 'ok', message: expect.stringContaining('added') },
    });
    const again = byId(await checkTemporal(target, true));
    expect(again.namespace).toBeUndefined();
    expect(again['search attributes']).toMatchObject({ status: 'ok', message: 'as runs need them' });
  });

  test('search attributes that are missing fail, and fixing adds them once and for all', async () => {
    const target = { address: address!, namespace: await createNamespace(address!, { registered: false }) };
    const before = byId(await checkTemporal(target, false));
    expect(before['search attributes']).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(/VerbatimStatus.*VerbatimPlanDigest/),
      fix: 'verbatim doctor --fix',
    });
    const fixed = byId(await checkTemporal(target, true));
    expect(fixed['search attributes']).toMatchObject({ status: 'ok', message: expect.stringContaining('added') });
    const after = byId(await checkTemporal(target, false));
    expect(after['search attributes']).toMatchObject({ status: 'ok', message: 'as runs need them' });
  });

  test('a queue without a worker is a warning with the command that serves it', async () => {
    const target = { address: address!, namespace: await createNamespace(address!) };
    await withWorker(target.namespace, () =>
      expect
        .poll(async () => byId(await checkTemporal(target, false)), { timeout: 30_000 })
        .toMatchObject({
          temporal: { status: 'ok' },
          'queue cpu': { status: 'ok', message: 'verbatim-cpu: 1 worker', fix: null },
          'queue render': { status: 'warn', fix: 'verbatim worker --queues render' },
        }),
    );
  });

  test('a queue whose only worker has its hands full, and so has not asked for a while, has a worker', async () => {
    const target = { address: address!, namespace: await createNamespace(address!) };
    const temporal = await connect(target);
    const connection = await NativeConnection.connect({ address: address! });
    const { activities } = scriptedSteps({ 'sentiment.fr': ['hang'] });
    const workflowsPath = join(import.meta.dirname, '../../workflows/definitions/workflows.ts');
    const shared = { connection, namespace: target.namespace, maxHeartbeatThrottleInterval: 200 };
    const workers = await Promise.all([
      Worker.create({ ...shared, taskQueue: queues.workflow, workflowsPath, activities: { ...activities } }),
      Worker.create({
        ...{ ...shared, taskQueue: queues.cpu, activities: { ...activities }, maxConcurrentActivityTaskExecutions: 1 },
      }),
    ]);
    const running = workers.map(worker => worker.run());
    try {
      await expect.poll(() => requireWorkers(temporal, ['workflow', 'cpu']), { timeout: 30_000 }).toBeUndefined();
      const plan = scriptedPlan({ 'sentiment.fr': [] });
      const execution = await startRun(temporal, { plan, run: createRunId(), shards: 1 });
      await expect.poll(() => workerAt(temporal, execution.workflowId, 'sentiment.fr')).not.toBeNull();
      // By then nobody has asked for more than a minute.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 100_000 });
      expect(byId(await checkTemporal(target, false))['queue cpu']).toEqual({
        ...{ id: 'queue cpu', status: 'ok', fix: null },
        message: 'verbatim-cpu: its workers have all hands full',
      });
      vi.useRealTimers();
      await cancelRun(temporal, execution);
      await temporal.client.workflow
        .getHandle(execution.workflowId)
        .result()
        .catch(() => {});
    } finally {
      vi.useRealTimers();
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await connection.close();
      await temporal.close();
    }
  });
});

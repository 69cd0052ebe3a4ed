import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { connect } from '../../workflows/client/client.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { hasBusyWorker, workersAt } from '../../workflows/client/task-queues.ts';
import { type QueueKind, queues } from '../../workflows/contract.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { scriptedPlan, scriptedSteps } from './scripted-steps.ts';

const address = inject('temporalAddress');
Runtime.install({ logger: new DefaultLogger('ERROR') });
const workflowsPath = join(import.meta.dirname, '../../workflows/definitions/workflows.ts');
const kinds: readonly QueueKind[] = ['workflow', 'io', 'cpu'];

describe.skipIf(address === null)('workers with all hands full', () => {
  test('one is found behind any number of runs that wait', async () => {
    const temporal = await connect({ address: address!, namespace: await createNamespace(address!) });
    const native = await NativeConnection.connect({ address: address! });
    const { activities } = scriptedSteps({ 'sentiment.fr': ['hang'] });
    const served = new Map<QueueKind, { worker: Worker; running: Promise<void> }>();
    for (const kind of kinds) {
      const shared = { connection: native, namespace: temporal.namespace, taskQueue: queues[kind] };
      const own = { activities: { ...activities }, ...(kind === 'workflow' ? { workflowsPath } : {}) };
      const worker = await Worker.create({ ...shared, ...own, maxHeartbeatThrottleInterval: 200 });
      served.set(kind, { worker, running: worker.run() });
      await expect.poll(() => workersAt(temporal, kind), { timeout: 10_000 }).not.toEqual([]);
    }
    const stop = async (kind: QueueKind): Promise<void> => {
      const { worker, running } = served.get(kind)!;
      worker.shutdown();
      await running;
    };
    const busy = await startRun(temporal, {
      plan: scriptedPlan({ 'sentiment.fr': [] }, { pipeline: 'busy' }),
      run: 'run-0',
      shards: 1,
    });
    await expect.poll(() => hasBusyWorker(temporal, 'cpu'), { timeout: 20_000 }).toBe(true);
    // Nobody takes these up, and the server lists them first.
    await stop('workflow');
    const { workflow } = temporal.client;
    const waiting = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        workflow.start('pipelineRun', { workflowId: `waiting-${index}`, taskQueue: queues.workflow, args: [] }),
      ),
    );
    const query = 'WorkflowType = "pipelineRun" AND ExecutionStatus = "Running"';
    await expect.poll(async () => (await workflow.count(query)).count, { timeout: 20_000 }).toBe(31);
    expect(await hasBusyWorker(temporal, 'cpu')).toBe(true);
    expect(await hasBusyWorker(temporal, 'io')).toBe(false);
    for (const handle of [workflow.getHandle(busy.workflowId), ...waiting]) await handle.terminate();
    for (const kind of ['io', 'cpu'] as const) await stop(kind);
    await native.close();
    await temporal.close();
  });
});

import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, inject, test } from 'vitest';
import { connect, request, type TemporalClient } from '../../workflows/client/client.ts';
import { describeExecution, locateRun } from '../../workflows/client/locate-run.ts';
import { retryRun } from '../../workflows/client/retry-run.ts';
import { workersAt } from '../../workflows/client/task-queues.ts';
import { queues, workflowIdOf } from '../../workflows/contract.ts';
import { describeRun } from '../../workflows/start-options.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { startTemporal } from '../temporal-server.ts';
import { scriptedPlan } from './scripted-steps.ts';

const address = inject('temporalAddress');
Runtime.install({ logger: new DefaultLogger('ERROR') });
const plan = scriptedPlan({ 'read.a': [] }, { pipeline: 'unanswered' });
const rows = { id: 'run-1', plan, status: 'running', steps: [] } as const;

/** Starts the plan's run as the product does, whoever may take it. */
const start = (temporal: TemporalClient) =>
  request(temporal, () =>
    temporal.client.workflow.start('pipelineRun', {
      ...{ workflowId: workflowIdOf(plan, plan.window), taskQueue: queues.workflow, args: [] },
      ...describeRun(plan, rows.id),
    }),
  );

describe.skipIf(address === null)('answers that do not come', () => {
  test('a namespace without our search attributes says so to whoever starts or looks for a run (VB6016)', async () => {
    const temporal = await connect({
      address: address!,
      namespace: await createNamespace(address!, { registered: false }),
    });
    const lacks = { code: 'VB6016', hint: 'add them: verbatim doctor --only temporal --fix' };
    await expect(start(temporal)).rejects.toMatchObject({
      ...lacks,
      message: expect.stringMatching(/lacks search attributes of runs: .*Verbatim/),
    });
    await expect(locateRun(temporal, rows.id, plan)).rejects.toMatchObject(lacks);
    await temporal.close();
  });

  test('a held run whose worker is gone is told with the command that serves it (VB6006), known to the server or not', async () => {
    const temporal = await connect({ address: address!, namespace: await createNamespace(address!) });
    await start(temporal);
    const unserved = { code: 'VB6006', hint: expect.stringContaining('verbatim worker --queues workflow') };
    await expect(retryRun(temporal, rows, async () => plan)).rejects.toMatchObject(unserved);
    // A worker that was there a moment ago is still in the server's list, and the query waits in vain.
    await terminate(temporal);
    const native = await NativeConnection.connect({ address: address! });
    const worker = await Worker.create({
      ...{ connection: native, namespace: temporal.namespace, taskQueue: queues.workflow },
      workflowsPath: join(import.meta.dirname, '../../workflows/definitions/workflows.ts'),
    });
    const running = worker.run();
    await expect.poll(() => workersAt(temporal, 'workflow'), { timeout: 10_000 }).not.toEqual([]);
    worker.shutdown();
    await running;
    await native.close();
    await start(temporal);
    await expect(retryRun(temporal, rows, async () => plan)).rejects.toMatchObject(unserved);
    await terminate(temporal);
    await temporal.close();
  });

  test('a server that went away is VB6005, not a fault of ours', async () => {
    const server = await startTemporal();
    const temporal = await connect({ address: server.address, namespace: 'default' });
    await server.kill();
    await expect(describeExecution(temporal, 'verbatim/-/any')).rejects.toMatchObject({
      code: 'VB6005',
      message: `the Temporal server at ${server.address} does not answer`,
    });
    await temporal.close();
  });
});

const terminate = (temporal: TemporalClient) =>
  temporal.client.workflow.getHandle(workflowIdOf(plan, plan.window)).terminate();

import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { workersAt } from '../../workflows/client/task-queues.ts';
import { type QueueKind, queues } from '../../workflows/contract.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { type Script, type ScriptedSteps, scriptedSteps } from './scripted-steps.ts';

interface WorkersOptions {
  readonly only?: readonly string[];
  readonly plans?: Parameters<typeof scriptedSteps>[1];
  /** Path of another bundle than that of the sources. */
  readonly bundle?: string;
}

/** A namespace of a real server, and workers in it whose steps end as a script says. */
export interface ScriptedWorkers {
  /** Once the tests have begun. */
  readonly temporal: () => TemporalClient;
  /** Workers for these queues until the test has ended, or until they are stopped. */
  readonly withSteps: (
    scripts: Readonly<Record<string, Script>>,
    options?: WorkersOptions,
  ) => Promise<ScriptedSteps & { readonly stop: () => Promise<void> }>;
}

/** Sets them up for the tests of a suite; to be called within it. */
export function scriptedWorkers(): ScriptedWorkers {
  const address = inject('temporalAddress');
  const stops: (() => Promise<unknown>)[] = [];
  let native: NativeConnection;
  let temporal: TemporalClient;
  beforeAll(async () => {
    installWorkerLog(() => {});
    const namespace = await createNamespace(address!);
    native = await NativeConnection.connect({ address: address! });
    temporal = await connect({ address: address!, namespace });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(async () => {
    await temporal?.close();
    await native?.close();
  });

  async function withSteps(
    scripts: Readonly<Record<string, Script>>,
    { only = Object.values(queues), plans, bundle: codePath = inject('workflowBundle').codePath }: WorkersOptions = {},
  ) {
    const steps = scriptedSteps(scripts, plans);
    const workers = await Promise.all(
      only.map(taskQueue =>
        Worker.create({
          ...{ connection: native, namespace: temporal.namespace, taskQueue },
          // A cancelled step hears of it with its next heartbeat.
          maxHeartbeatThrottleInterval: 200,
          activities: { ...steps.activities },
          ...(taskQueue === queues.workflow ? { workflowBundle: { codePath } } : {}),
        }),
      ),
    );
    const running = workers.map(worker => worker.run());
    const stop = async (): Promise<void> => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(running);
    };
    stops.push(stop);
    // A worker is known to its server once it has asked for work.
    const kinds = (Object.keys(queues) as QueueKind[]).filter(kind => only.includes(queues[kind]));
    for (const kind of kinds) await expect.poll(() => workersAt(temporal, kind), { timeout: 10_000 }).not.toEqual([]);
    return { ...steps, stop };
  }
  return { temporal: () => temporal, withSteps };
}

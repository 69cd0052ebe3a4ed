import { hostname } from 'node:os';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { VerbatimError } from '../../core/errors.ts';
import { connect } from '../client/client.ts';
import { registerSearchAttributes } from '../client/register.ts';
import { connectionOptions, type TemporalTarget } from '../client/target.ts';
import { type Activities, type QueueKind, queues } from '../contract.ts';
import { createActivities } from './activities.ts';
import type { Services, ServicesModule } from './services.ts';
import { createStepRunner } from './step-runner.ts';
import { createStepThreads } from './step-threads.ts';
import type { WorkflowBundle } from './workflow-bundle.ts';

/** How many steps of a kind work at once in one worker process. */
export interface WorkerLimits {
  readonly io: number;
  /** Threads that score texts, too. */
  readonly cpu: number;
  readonly render: number;
  /** Steps that the queue `io` gives out in a second, over all workers: the budget of a provider; `null` = no limit. */
  readonly ioPerSecond: number | null;
}

export interface WorkerSetup extends TemporalTarget {
  readonly services: Services;
  /** From which each thread makes services of its own; `null` = text steps run on this thread. */
  readonly threads: ServicesModule | null;
  readonly queues: readonly QueueKind[];
  readonly limits: WorkerLimits;
  readonly bundle: WorkflowBundle;
  /** Longest wait, in milliseconds, between two signs of life of a step, and so for it to hear that it is cancelled. */
  readonly heartbeatMs?: number;
}

/** A worker that takes work. */
export interface RunningWorker {
  /** Ends when the worker has ended; rejects when it lost its server for good. */
  readonly ended: Promise<void>;
  /** Stops taking work and tells the steps at work to stop at their next batch; `ended` follows within half a minute. */
  readonly shutdown: () => void;
}

/** A step that ends by itself within it is not cut off. */
const graceMs = 1_000;
/** A step stops at a batch edge within 10 s; one that does not is left to its next attempt. */
const forceMs = 20_000;
const defaultHeartbeatMs = 1_000;
/** Runs that begin or end at once: short work in the warehouse, beside the steps' own limits. */
const bookkeeping = 8;
/** Runs kept in memory, so that a run's next step needs no replay. */
const cachedRuns = 200;

/**
 * Starts a worker: one connection, one poller per queue.
 *
 * @throws VB6005 when no server answers · VB6007 when it has no such namespace
 */
export async function startWorker(setup: WorkerSetup): Promise<RunningWorker> {
  await prepareNamespace(setup);
  const connection = await NativeConnection.connect(connectionOptions(setup)).catch((cause: unknown) => {
    throw new VerbatimError('VB6005', `no Temporal server answers at ${setup.address}`, { cause });
  });
  const runStep = createStepRunner(setup.services);
  const threads =
    setup.threads !== null && setup.queues.includes('cpu')
      ? createStepThreads({ services: setup.threads, size: setup.limits.cpu })
      : null;
  const activities = createActivities(setup.services, { here: runStep, threads: threads?.run ?? runStep });
  const close = async (): Promise<void> => {
    await threads?.close();
    await connection.close();
  };
  try {
    return running(await createWorkers(setup, connection, activities), close);
  } catch (thrown) {
    // Why it did not start is what matters, not what closing has to say.
    await close().catch(() => {});
    throw thrown;
  }
}

/** One for each queue, or none: when one cannot be made, the others are ended, since they hold the connection. */
async function createWorkers(
  setup: WorkerSetup,
  connection: NativeConnection,
  activities: Activities,
): Promise<readonly Worker[]> {
  const made = await Promise.allSettled(
    setup.queues.map(queue => Worker.create(optionsOf(setup, queue, connection, activities))),
  );
  const workers = made.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = made.find(one => one.status === 'rejected');
  if (failed === undefined) return workers;
  await Promise.allSettled(workers.map(worker => worker.runUntil(Promise.resolve())));
  throw failed.reason;
}

/** Finds server and namespace in clear words, and has runs found by what they are. */
async function prepareNamespace(target: TemporalTarget): Promise<void> {
  const temporal = await connect(target);
  try {
    // A server where a worker may not do so has had it done by whoever runs it; if not, starting a run says so.
    await registerSearchAttributes(temporal).catch(() => []);
  } finally {
    await temporal.close();
  }
}

function optionsOf(
  { namespace, limits, bundle, heartbeatMs = defaultHeartbeatMs }: WorkerSetup,
  queue: QueueKind,
  connection: NativeConnection,
  activities: Activities,
): WorkerOptions {
  const shared = {
    ...{ connection, namespace, taskQueue: queues[queue], identity: `${process.pid}@${hostname()}` },
    ...{ shutdownGraceTime: graceMs, shutdownForceTime: forceMs },
  };
  const { runIoStep, runCpuStep, runRenderStep, ...begunAndEnded } = activities;
  if (queue === 'workflow') {
    return {
      ...{ ...shared, workflowBundle: { codePath: bundle.codePath }, maxCachedWorkflows: cachedRuns },
      ...{ activities: begunAndEnded, maxConcurrentActivityTaskExecutions: bookkeeping },
    };
  }
  const budget = queue === 'io' && limits.ioPerSecond !== null ? limits.ioPerSecond : undefined;
  return {
    ...shared,
    activities: { runIoStep, runCpuStep, runRenderStep },
    maxConcurrentActivityTaskExecutions: limits[queue],
    // Without it a step would hear of a cancellation only after most of its heartbeat's time.
    maxHeartbeatThrottleInterval: heartbeatMs,
    ...(budget === undefined ? {} : { maxTaskQueueActivitiesPerSecond: budget }),
  };
}

function running(workers: readonly Worker[], close: () => Promise<void>): RunningWorker {
  let stopped = false;
  const shutdown = (): void => {
    if (stopped) return;
    stopped = true;
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const ended = Promise.allSettled(
    workers.map(worker =>
      // One that is lost takes the others with it: half a worker would look alive and do nothing.
      worker.run().finally(shutdown),
    ),
  ).then(async ends => {
    await close();
    const failed = ends.find(end => end.status === 'rejected');
    if (failed) throw failed.reason;
  });
  return { ended, shutdown };
}

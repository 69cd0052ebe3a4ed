import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';
import type { Runtime } from '../../core/run/runtime.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { requireWorkers } from '../../workflows/client/task-queues.ts';
import type { QueueKind } from '../../workflows/contract.ts';
import type { Services } from '../../workflows/worker/services.ts';
import { startWorker, type WorkerLimits } from '../../workflows/worker/worker.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { changedBundle } from './changed-bundle.ts';

const allQueues: readonly QueueKind[] = ['workflow', 'io', 'cpu', 'render'];

interface WorkerHereOptions extends Partial<Pick<Services, 'compile'>> {
  readonly project: string;
  readonly namespace?: string;
  /** Instead of limits that no test reaches. */
  readonly limits?: Partial<WorkerLimits>;
  /** Constants of the workflows that a test cannot wait for. */
  readonly changes?: Parameters<typeof changedBundle>[1];
}

/** A worker in this process, in a namespace of its own. */
export interface WorkerHere {
  readonly temporal: TemporalClient;
  /** Lines of its log so far. */
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
}

const noPipeline: Services['compile'] = () => Promise.reject(new Error('no pipeline in this test'));

/** Of all workers of the process: it has one log. */
let log: readonly string[] | null = null;

function listened(): readonly string[] {
  const lines: string[] = [];
  installWorkerLog(line => lines.push(line));
  return lines;
}

/** Starts one over a runtime. */
export async function startWorkerHere(
  runtime: Runtime,
  { project, namespace: given, limits, changes = [], compile = noPipeline }: WorkerHereOptions,
): Promise<WorkerHere> {
  log ??= listened();
  const address = inject('temporalAddress')!;
  const namespace = given ?? (await createNamespace(address));
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-worker-'));
  const worker = await startWorker({
    ...{ address, namespace, threads: null, heartbeatMs: 200 },
    queues: allQueues,
    limits: { io: 100, cpu: 8, render: 1, ioPerSecond: null, ...limits },
    bundle: changedBundle(join(folder, 'bundle.js'), changes),
    services: {
      project,
      runtimeFor: async () => runtime,
      compile,
      close: async () => {},
    },
  });
  const temporal = await connect({ address, namespace });
  await atWork(temporal);
  return {
    temporal,
    log,
    stop: async () => {
      worker.shutdown();
      await worker.ended;
      await temporal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server hears of a worker when its first poll reaches it. */
async function atWork(temporal: TemporalClient): Promise<void> {
  for (const until = Date.now() + 30_000; ; await pause(50)) {
    try {
      return await requireWorkers(temporal, allQueues);
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
    }
  }
}

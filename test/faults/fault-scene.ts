import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { createServices } from '../../cli/services.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { isAbsence } from '../../workflows/client/server-errors.ts';
import { type RunRequest, startRun } from '../../workflows/client/start-run.ts';
import { entry, scratch } from '../e2e/command-line.ts';
import { testKey } from '../stores.ts';
import { type ProcessOptions, startVerbatim, type VerbatimProcess } from './verbatim-process.ts';

/** A project, a server, a database and the built product, for processes that are to be killed. */
export interface FaultScene {
  /** The project's folder. */
  readonly cwd: string;
  readonly temporal: TemporalClient;
  /** What a process of the scene is started with. */
  readonly processes: ProcessOptions;
  readonly verbatim: (...args: readonly string[]) => VerbatimProcess;
  readonly plan: (pipeline: string) => Promise<Plan>;
  readonly warehouse: () => Promise<Warehouse>;
  /** Runs a pipeline to its end, without a hand: a step that fails for good fails the run. */
  readonly run: (pipeline: string, how?: HowToRun) => Promise<RunEnd>;
  readonly close: () => Promise<void>;
}

export type HowToRun = Partial<Pick<RunRequest, 'run' | 'shards' | 'heartbeatMs' | 'done' | 'force'>>;

export interface RunEnd {
  readonly run: string;
  readonly workflowId: string;
  readonly status: 'succeeded' | 'failed';
  /** Why it failed. */
  readonly why: string | null;
}

interface SceneOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly address: string;
  readonly namespace: string;
}

const window = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' };
const asOf = '2026-11-02T06:00:00.000Z';

export async function openFaultScene({ files, databaseUrl, address, namespace }: SceneOptions): Promise<FaultScene> {
  const env = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const dotEnv = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const key = Buffer.from(testKey).toString('hex');
  const folder = scratch({ ...files, '.env': dotEnv.join(''), '.verbatim/customer-key': key });
  const services = await createServices({ cwd: folder.path, width: 2 });
  const temporal = await connect({ address, namespace });
  const processes = { entry, cwd: folder.path, env };
  const plan = (pipeline: string): Promise<Plan> =>
    services.compile({ pipeline, client: null, window, asOf, fullRefresh: false });
  return {
    cwd: folder.path,
    temporal,
    processes,
    verbatim: (...args) => startVerbatim(args, processes),
    plan,
    warehouse: async () => (await services.runtimeFor(null)).warehouse,
    run: async (pipeline, how = {}) => {
      const asked = { run: createRunId(), ...how, plan: await plan(pipeline) };
      const { workflowId } = await startRun(temporal, asked);
      return { run: asked.run, workflowId, ...(await endOf(temporal, workflowId)) };
    },
    close: async () => {
      await services.close();
      await temporal.close();
      folder.remove();
    },
  };
}

async function endOf(temporal: TemporalClient, workflowId: string): Promise<Pick<RunEnd, 'status' | 'why'>> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  for (;;) {
    try {
      await handle.result();
      return { status: 'succeeded', why: null };
    } catch (thrown) {
      if (thrown instanceof WorkflowFailedError) return { status: 'failed', why: String(thrown.cause?.message) };
      if (!isAbsence(thrown)) throw thrown;
      // The server is away; it will know when it is back.
      await pause(500);
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { isGrpcServiceError, WorkflowFailedError } from '@temporalio/client';
import { createServices } from '../../cli/services.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { connect, isAbsence, type TemporalClient } from '../../workflows/client.ts';
import { type Progress, progressName, retryNodeName } from '../../workflows/contract.ts';
import { type RunRequest, startRun } from '../../workflows/start-run.ts';
import { type BuiltProduct, buildProduct } from '../built-product.ts';
import { scratch } from '../e2e/command-line.ts';
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
  /** Runs a pipeline to its end. */
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
  /** Steps whose attempts had run out and that were told to try again. */
  readonly hands: number;
}

interface SceneOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly address: string;
  readonly namespace: string;
}

const window = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' };
const asOf = '2026-11-02T06:00:00.000Z';
/** How long a step whose attempts ran out waits for a hand; longer than any test. */
const holdMs = 600_000;

export async function openFaultScene({ files, databaseUrl, address, namespace }: SceneOptions): Promise<FaultScene> {
  const product: BuiltProduct = buildProduct();
  const env = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const dotEnv = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const key = Buffer.from(testKey).toString('hex');
  const folder = scratch({ ...files, '.env': dotEnv.join(''), '.verbatim/customer-key': key });
  const services = await createServices({ cwd: folder.path, width: 2 });
  const temporal = await connect({ address, namespace });
  const processes = { entry: product.entry, cwd: folder.path, env };
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
      const asked = { run: createRunId(), holdMs, ...how, plan: await plan(pipeline) };
      const { workflowId } = await startRun(temporal, asked);
      return { run: asked.run, workflowId, ...(await endOf(temporal, workflowId)) };
    },
    close: async () => {
      await services.close();
      await temporal.close();
      folder.remove();
      product.remove();
    },
  };
}

/** Waits for the end of a run; a step whose attempts ran out is told to try again, as an operator would. */
async function endOf(temporal: TemporalClient, workflowId: string): Promise<Omit<RunEnd, 'run' | 'workflowId'>> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  let end: Pick<RunEnd, 'status' | 'why'> | null = null;
  const follow = async (): Promise<void> => {
    while (end === null) {
      try {
        await handle.result();
        end = { status: 'succeeded', why: null };
      } catch (thrown) {
        if (thrown instanceof WorkflowFailedError) end = { status: 'failed', why: String(thrown.cause?.message) };
        else if (isAbsence(thrown)) await pause(500);
        else throw thrown;
      }
    }
  };
  const followed = follow();
  followed.catch(() => {});
  for (let hands = 0; ; ) {
    await Promise.race([followed, pause(2_000)]);
    if (end !== null) return { ...(end as Pick<RunEnd, 'status' | 'why'>), hands };
    hands += await retryHeld(handle).catch((thrown: unknown) => {
      // Nobody may be there to answer for the run; the next look will tell.
      if (isAbsence(thrown) || cannotAnswer(thrown)) return 0;
      throw thrown;
    });
  }
}

async function retryHeld(handle: ReturnType<TemporalClient['client']['workflow']['getHandle']>): Promise<number> {
  const { held } = await handle.query<Progress, [number]>(progressName, Number.MAX_SAFE_INTEGER);
  for (const node of held) await handle.executeUpdate(retryNodeName, { args: [node] });
  return held.length;
}

/** FAILED_PRECONDITION: the workers that took the run's turn were killed one after the other. */
const cannotAnswer = (thrown: unknown): boolean =>
  thrown instanceof Error && isGrpcServiceError(thrown.cause) && thrown.cause.code === 9;

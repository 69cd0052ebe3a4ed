import { VerbatimError } from '../../core/errors.ts';
import { retryTable } from '../../core/plan/retry.ts';
import { attemptWithin } from '../../core/run/attempt-within.ts';
import { concludeRun } from '../../core/warehouse/conclude-run.ts';
import { loadRun } from '../../core/warehouse/load-run.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { recordStep } from '../../core/warehouse/runs.ts';
import { startRun } from '../../core/warehouse/start-run.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import type { Activities, FinaliseInput, StepInput, StepOutput } from '../contract.ts';
import { type AttemptContext, attempted, attemptedStep } from './attempt.ts';
import { boundedResult } from './bounded-result.ts';
import { fateOf } from './fate-of.ts';
import { requirePlugins } from './require-plugins.ts';
import { requireProject } from './require-project.ts';
import type { Services } from './services.ts';
import { stepRowOf } from './step-row.ts';
import type { StepRunner } from './step-runner.ts';

/** Where steps run: those that keep a core busy elsewhere than on the thread that talks with the server. */
export interface StepRunners {
  readonly here: StepRunner;
  readonly threads: StepRunner;
}

/**
 * The activities of a worker: thin adapters around `runNode`, the same as in process. An activity may run beside its
 * own second attempt; what it writes is fenced or an upsert.
 */
export function createActivities(services: Services, runners: StepRunners): Activities {
  const step = (input: StepInput): Promise<StepOutput> =>
    attemptedStep(input.failures, context => runStep(services, runners, input, context));
  return {
    runIoStep: step,
    runCpuStep: step,
    runRenderStep: step,
    beginRun: ({ run: id, plan, epoch }) =>
      attempted(async () => {
        requireProject(services, plan.project);
        const fence = epoch === undefined ? {} : { epoch };
        const warehouse = await warehouseOf(services, plan.client);
        await startRun(warehouse, { plan, engine: 'temporal', id, ...fence, fateOf: run => fateOf(run, plan) });
      }),
    compilePlan: input =>
      attempted(async () => {
        requireProject(services, input.project);
        return { run: createRunId(), plan: await services.compile(input) };
      }),
    finaliseRun: input =>
      attempted(async () => {
        requireProject(services, input.project);
        await finalise(await warehouseOf(services, input.client), input);
      }),
  };
}

async function runStep(
  services: Services,
  runners: StepRunners,
  { project, client, run: id, node: nodeId, shard }: StepInput,
  { signal, emit, attempt }: AttemptContext,
): Promise<StepOutput> {
  requireProject(services, project);
  const { registry, warehouse } = await services.runtimeFor(client);
  const { plan, ...run } = await loadRun(warehouse, id);
  const node = plan.nodes.find(one => one.id === nodeId);
  if (node === undefined) throw new VerbatimError('VB9001', `the plan of run ${id} has no node "${nodeId}"`);
  await requirePlugins(node, registry);
  const work = node.kind === 'sentiment' ? runners.threads : runners.here;
  const result = await attemptWithin(retryTable[node.retry], signal, inTime =>
    work(client, { plan, node: nodeId, shard, run, signal: inTime, emit }),
  );
  const bounded = boundedResult(result);
  // The parts of a step are recorded as one when the run ends.
  if (shard === null) {
    const row = stepRowOf(node, { status: 'succeeded', attempts: attempt, result: bounded, failure: null });
    await recordStep(warehouse, run, row);
  }
  return { result: bounded, attempts: attempt };
}

async function finalise(warehouse: Warehouse, { run: id, status, nodes, epoch }: FinaliseInput): Promise<void> {
  const { plan } = await loadRun(warehouse, id);
  const ends = new Map(nodes.map(end => [end.node, end]));
  const steps = plan.nodes.flatMap(node => {
    const end = ends.get(node.id);
    return end === undefined ? [] : [stepRowOf(node, end)];
  });
  await concludeRun(warehouse, { id, status, steps, ...(epoch === undefined ? {} : { epoch }) });
}

const warehouseOf = async (services: Services, client: string | null): Promise<Warehouse> =>
  (await services.runtimeFor(client)).warehouse;

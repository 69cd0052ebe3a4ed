import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { resultsToKeep } from '../../core/plan/resume.ts';
import type { RunRows } from '../../core/warehouse/run-read.ts';
import { type Progress, progressName, retryNodeName } from '../contract.ts';
import { request, type TemporalClient } from './client.ts';
import { type Execution, locateRun } from './locate-run.ts';
import { startRun } from './start-run.ts';

/** What a retry did. */
export interface Retried {
  readonly execution: Execution;
  /** The plan that it goes on with. */
  readonly plan: Plan;
  /** Steps that are run again: those that were held, or all that were not taken over. */
  readonly steps: readonly string[];
}

/**
 * Goes on with a run that failed or was cancelled. While it is at work its held steps are run again; when it has ended,
 * a new execution under the same workflow id takes over what succeeded and is unchanged.
 *
 * @param compile - gives the run's pipeline compiled anew for its own window and `asOf`
 * @returns `null` when the run succeeded: there is nothing to do
 * @throws VB6010 when it is at work and nothing is held, or when a later run has taken its window
 */
export async function retryRun(
  temporal: TemporalClient,
  rows: Pick<RunRows, 'id' | 'plan' | 'steps' | 'status'>,
  compile: () => Promise<Plan>,
): Promise<Retried | null> {
  const execution = await locateRun(temporal, rows.id, rows.plan);
  if (execution?.status === 'running') {
    const steps = await retryHeld(temporal, execution);
    return { execution, plan: rows.plan, steps };
  }
  if (rows.status === 'succeeded' || execution?.status === 'succeeded') return null;
  const plan = await compile();
  const done = resultsToKeep(rows.plan, plan, rows.steps);
  const place = execution === null ? {} : { workflowId: execution.workflowId };
  const started = await startRun(temporal, { plan, run: rows.id, done, ...place });
  if (started.joined !== null) {
    const what = started.joined === 'running' ? 'is at work on' : 'has succeeded with';
    throw new VerbatimError('VB6010', `run ${started.run} ${what} the window of run ${rows.id}`, {
      hint: 'there is nothing left to retry; to run the window again: verbatim run --force',
    });
  }
  return { execution: started, plan, steps: plan.nodes.map(node => node.id).filter(id => !(id in done)) };
}

async function retryHeld(temporal: TemporalClient, execution: Execution): Promise<readonly string[]> {
  const handle = temporal.client.workflow.getHandle(execution.workflowId, execution.executionId);
  const ask = () => handle.query<Progress, [number]>(progressName, Number.MAX_SAFE_INTEGER);
  const { held } = await request(temporal, ask);
  for (const node of held) await request(temporal, () => handle.executeUpdate(retryNodeName, { args: [node] }));
  if (held.length > 0) return held;
  throw new VerbatimError('VB6010', `run ${execution.run} is at work and none of its steps is held`, {
    hint: `follow it: verbatim runs follow ${execution.run}`,
  });
}

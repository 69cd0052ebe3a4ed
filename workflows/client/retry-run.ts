import { WorkflowUpdateFailedError } from '@temporalio/client';
import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type EndedNode, resultsToKeep } from '../../core/plan/resume.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import type { RunRows } from '../../core/warehouse/run-read.ts';
import { type Progress, progressName, retryNodeName, skipNodeName } from '../contract.ts';
import { askWorker } from './ask-worker.ts';
import { allHeld, type ChosenSteps, requireNoneChosen } from './chosen-steps.ts';
import type { TemporalClient } from './client.ts';
import { type Execution, locateRun } from './locate-run.ts';
import { startRun } from './start-run.ts';

/** What a retry did. */
export interface Retried {
  readonly execution: Execution;
  /** The plan that it goes on with. */
  readonly plan: Plan;
  /** Steps that are run again: those that were held, or all that were not taken over. */
  readonly steps: readonly string[];
  /** Steps that are left out. */
  readonly skipped: readonly string[];
}

/**
 * Goes on with a run that failed or was cancelled. While it is at work its held steps are run again; when it has ended,
 * a new execution under the same workflow id takes over what succeeded and is unchanged.
 *
 * @param compile - gives the run's pipeline compiled anew for its own window and `asOf`
 * @returns `null` when the run succeeded: there is nothing to do
 * @throws VB6010 when it is at work and nothing is held, when a step that is named cannot be run again or left out, or when a later run has taken its window · VB6006 when nobody
 * is there to run its held steps
 */
export async function retryRun(
  temporal: TemporalClient,
  rows: Pick<RunRows, 'id' | 'plan' | 'status'> & { readonly steps: readonly EndedNode[] },
  compile: () => Promise<Plan>,
  chosen: ChosenSteps = allHeld,
): Promise<Retried | null> {
  const execution = await locateRun(temporal, rows.id, rows.plan);
  if (execution?.status === 'running') {
    return { execution, plan: rows.plan, ...(await answerHeld(temporal, execution, rows.plan, chosen)) };
  }
  requireNoneChosen(rows, chosen);
  if (rows.status === 'succeeded' || execution?.status === 'succeeded') return null;
  const plan = await compile();
  const done = resultsToKeep(rows.plan, plan, rows.steps);
  const place = execution === null ? {} : { workflowId: execution.workflowId };
  const started = await startRun(temporal, { plan, run: rows.id, done, ...place });
  if (started.joined !== null) {
    const what = started.joined === 'running' ? 'is at work on' : 'has succeeded with';
    throw new VerbatimError('VB6010', `run ${started.run} ${what} the window of run ${rows.id}`, {
      hint: `there is nothing left to retry; to run the window again: verbatim run ${plan.pipeline}${clientFlag(plan)} --from ${plan.window.from} --to ${plan.window.to} --engine temporal --force`,
    });
  }
  const steps = plan.nodes.map(node => node.id).filter(id => !(id in done));
  return { execution: started, plan, steps, skipped: [] };
}

async function answerHeld(
  temporal: TemporalClient,
  { workflowId, executionId, run }: Execution,
  { client }: Plan,
  { again, skip }: ChosenSteps,
): Promise<Pick<Retried, 'steps' | 'skipped'>> {
  const handle = temporal.client.workflow.getHandle(workflowId, executionId);
  const ask = () => handle.query<Progress, [number]>(progressName, Number.MAX_SAFE_INTEGER);
  const update = (name: string, node: string) =>
    askWorker(temporal, () => handle.executeUpdate(name, { args: [node] })).catch((thrown: unknown) => {
      throw thrown instanceof WorkflowUpdateFailedError ? refusedUpdate(thrown) : thrown;
    });
  const { held } = await askWorker(temporal, ask);
  const steps = again.length + skip.length > 0 ? again : held;
  for (const node of steps) await update(retryNodeName, node);
  for (const node of skip) await update(skipNodeName, node);
  if (steps.length + skip.length > 0) return { steps, skipped: skip };
  throw new VerbatimError('VB6010', `run ${run} is at work and none of its steps is held`, {
    hint: `follow it: verbatim runs follow ${run}${clientFlag({ client })}`,
  });
}

/** The workflow's own words. */
const refusedUpdate = ({ cause, message }: WorkflowUpdateFailedError): VerbatimError =>
  new VerbatimError('VB6010', cause?.message ?? message, { cause });

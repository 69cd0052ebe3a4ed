import { ChildWorkflowFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  executeChild,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { Failure } from '../../core/plan/state.ts';
import {
  type BackfillEntry,
  type BackfillInput,
  type BackfillOutput,
  type BackfillProgress,
  progressName,
  workflowIdOf,
} from '../contract.ts';
import { fromActivityFailure } from '../failures.ts';
import { describeRun } from '../start-options.ts';
import { compilePlan } from './compile-plan.ts';
import type { pipelineRun } from './pipeline-run.workflow.ts';
import { pieceOf } from './progress-log.ts';

/** Windows of one execution: its history must stay short however long the backfill is. */
const windowsOfExecution = 50;

/** The windows that have begun, from one on. */
const backfillProgress = defineQuery<BackfillProgress, [after: number]>(progressName);

/** Runs a pipeline over windows, the earliest first; one that fails does not stop those after it. */
export async function backfillRun(input: BackfillInput): Promise<BackfillOutput> {
  const scope = CancellationScope.current();
  const earlier = input.begun ?? [];
  const entries: BackfillEntry[] = [];
  setHandler(backfillProgress, after => pieceOf([...earlier, ...entries], after));
  let { succeeded, failed } = input.before;
  for (const [index, window] of input.windows.slice(0, windowsOfExecution).entries()) {
    setCurrentDetails(`window ${index + 1} of ${input.windows.length}: ${window.from} to ${window.to}`);
    const note = (change: Partial<BackfillEntry>): void => {
      entries[index] = { ...(entries[index] ?? { ...waiting, window }), ...change };
    };
    try {
      await runWindow(input, window, note);
      succeeded += 1;
      note({ status: 'succeeded' });
    } catch (thrown) {
      if (scope.consideredCancelled) throw thrown;
      failed += 1;
      note({ status: 'failed', failure: thrown instanceof ChildWorkflowFailure ? null : failureToStart(thrown) });
    }
  }
  const windows = input.windows.slice(windowsOfExecution);
  if (windows.length === 0) return { succeeded, failed };
  return await continueAsNew<typeof backfillRun>({
    ...input,
    windows,
    before: { succeeded, failed },
    begun: [...earlier, ...entries],
  });
}

const waiting = { run: null, workflowId: null, status: 'running', failure: null } as const;

async function runWindow(
  { pipeline, client, project, asOf, fullRefresh, shards }: BackfillInput,
  window: BackfillInput['windows'][number],
  note: (change: Partial<BackfillEntry>) => void,
): Promise<void> {
  note({});
  const of = project === undefined ? {} : { project };
  const { run, plan } = await compilePlan({ ...of, pipeline, client, window, asOf, fullRefresh });
  const workflowId = workflowIdOf(plan, window);
  note({ run, workflowId });
  await executeChild<typeof pipelineRun>('pipelineRun', {
    workflowId,
    args: [{ run, plan, done: {}, shards, holdMs: 0 }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    ...describeRun(plan, run),
  });
}

function failureToStart(thrown: unknown): Failure {
  if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) return fromActivityFailure(thrown).failure;
  const message = `workflow ${thrown.workflowId} is at work on the same window`;
  return { code: 'VB6001', class: 'environment', message, hint: 'wait for it to end, or cancel it' };
}

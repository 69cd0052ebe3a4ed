import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ApplicationFailure,
  executeChild,
  ParentClosePolicy,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { type PipelineRunOutput, type ScheduledInput, workflowIdOf } from '../contract.ts';
import { fromActivityFailure } from '../failures.ts';
import { describeRun } from '../start-options.ts';
import { compilePlan } from './compile-plan.ts';
import type { pipelineRun } from './pipeline-run.workflow.ts';

/** Between two tries while another run is at work on the window: the shortest pause, doubled up to the longest. */
const [firstPauseMs, longestPauseMs] = [1_000, 15 * 60_000];

/**
 * A start by a schedule: compiles the plan as the files are now, for the window that the scheduled time implies, and
 * runs it. The time is the schedule's, never the clock's: a start that was caught up late covers its own window. While
 * another run is at work on the window it waits for that one, as long as it would wait for a hand.
 */
export async function scheduledPipeline(input: ScheduledInput): Promise<PipelineRunOutput> {
  const { shards, holdMs, ...pipeline } = input;
  const asOf = scheduledTime().toISOString();
  const { run, plan } = await compilePlan({ ...pipeline, window: null, asOf, fullRefresh: false });
  for (let waitedMs = 0, pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await executeChild<typeof pipelineRun>('pipelineRun', {
        workflowId: workflowIdOf(plan, plan.window),
        args: [{ run, plan, done: {}, shards, holdMs }],
        // A daily schedule runs a month's window every day: what has succeeded may run again, only never twice at once.
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        ...describeRun(plan, run),
      });
    } catch (thrown) {
      const atWork = atWorkOf(thrown);
      if (atWork === null) throw thrown;
      if (waitedMs >= holdMs) throw ApplicationFailure.create({ type: 'VB6001', nonRetryable: true, message: atWork });
      setCurrentDetails(`waits: ${atWork}`);
    }
    await sleep(pauseMs);
    waitedMs += pauseMs;
  }
}

/** What is said of the run that is in the way, on this server or in a process; `null` for any other failure. */
function atWorkOf(thrown: unknown): string | null {
  if (thrown instanceof WorkflowExecutionAlreadyStartedError) return `${thrown.workflowId} is at work already`;
  const { code, message } = fromActivityFailure(thrown).failure;
  return code === 'VB6001' ? message : null;
}

/** Of a start by hand, which no schedule has timed, the time of the start. */
function scheduledTime(): Date {
  const [scheduled] = workflowInfo().searchAttributes.TemporalScheduledStartTime ?? [];
  return scheduled instanceof Date ? scheduled : workflowInfo().startTime;
}

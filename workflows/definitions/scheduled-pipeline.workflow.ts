import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ApplicationFailure, executeChild, ParentClosePolicy, workflowInfo } from '@temporalio/workflow';
import { type PipelineRunOutput, type ScheduledInput, workflowIdOf } from '../contract.ts';
import { describeRun } from '../start-options.ts';
import { compilePlan } from './compile-plan.ts';
import type { pipelineRun } from './pipeline-run.workflow.ts';

/**
 * A start by a schedule: compiles the plan as the files are now, for the window that the scheduled time implies, and
 * runs it. The time is the schedule's, never the clock's: a start that was caught up late covers its own window.
 */
export async function scheduledPipeline(input: ScheduledInput): Promise<PipelineRunOutput> {
  const { shards, holdMs, ...pipeline } = input;
  const asOf = scheduledTime().toISOString();
  const { run, plan } = await compilePlan({ ...pipeline, window: null, asOf, fullRefresh: false });
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
    if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw thrown;
    const message = `${thrown.workflowId} is at work already`;
    throw ApplicationFailure.create({ type: 'VB6001', nonRetryable: true, message });
  }
}

/** Of a start by hand, which no schedule has timed, the time of the start. */
function scheduledTime(): Date {
  const [scheduled] = workflowInfo().searchAttributes.TemporalScheduledStartTime ?? [];
  return scheduled instanceof Date ? scheduled : workflowInfo().startTime;
}

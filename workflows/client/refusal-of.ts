import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure } from '@temporalio/common';
import type { VerbatimError } from '../../core/errors.ts';
import { errorOf } from '../../core/plan/failure.ts';
import type { Activities } from '../contract.ts';
import { fromActivityFailure } from '../failures.ts';
import { request, type TemporalClient } from './client.ts';
import type { Execution } from './locate-run.ts';

const beginning: keyof Activities = 'beginRun';

/** Why an execution that has ended could not even begin its run, of which nothing is recorded then; `null` when it could. */
export async function refusalOf(
  temporal: TemporalClient,
  { workflowId, executionId }: Pick<Execution, 'workflowId' | 'executionId'>,
): Promise<VerbatimError | null> {
  const handle = temporal.client.workflow.getHandle(workflowId, executionId);
  try {
    await request(temporal, () => handle.result());
    return null;
  } catch (thrown) {
    if (!(thrown instanceof WorkflowFailedError)) throw thrown;
    if (!(thrown.cause instanceof ActivityFailure) || thrown.cause.activityType !== beginning) return null;
    return errorOf(fromActivityFailure(thrown.cause).failure, thrown);
  }
}

import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type ExecutionStatus, isWorkflowNotFound, statusOf } from '../client/locate-run.ts';
import { fromActivityFailure } from '../failures.ts';

/** What has become of a start of a schedule. */
export interface StartOutcome {
  /** `null` when the server does not keep it any more. */
  readonly status: ExecutionStatus | null;
  /** Why it failed, also where no run had begun yet; `null` otherwise. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** Asks the server what became of the workflow that a schedule started. */
export async function startOutcome(client: Client, workflowId: string, executionId?: string): Promise<StartOutcome> {
  const handle = client.workflow.getHandle(workflowId, executionId);
  try {
    const status = statusOf((await handle.describe()).status.name);
    if (status !== 'failed') return { status, failure: null };
    await handle.result();
    return { status, failure: null };
  } catch (thrown) {
    if (isWorkflowNotFound(thrown)) return { status: null, failure: null };
    if (!(thrown instanceof WorkflowFailedError)) throw thrown;
    return { status: 'failed', failure: failureOf(thrown.cause) };
  }
}

const codeForm = /VB\d{4}/;

/** A run that failed names its steps with their codes; what kept it from beginning is the failure of an activity. */
function failureOf(cause: unknown): { code: string; message: string } {
  const { code, message } = fromActivityFailure(cause).failure;
  if (code !== 'VB9001') return { code, message };
  const told = cause instanceof ApplicationFailure ? `${cause.type} ${message}` : message;
  return { code: codeForm.exec(told)?.[0] ?? code, message };
}

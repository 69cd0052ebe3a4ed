import { defaultPayloadConverter } from '@temporalio/common';
import { request, type TemporalClient } from './client.ts';

/** What an execution was started with. */
export interface StartedInput {
  readonly workflowType: string;
  readonly input: unknown;
}

/** Reads what an execution was started with from its history; no worker needs to be there. */
export async function startedInput(
  temporal: TemporalClient,
  { workflowId, executionId }: { readonly workflowId: string; readonly executionId: string },
): Promise<StartedInput> {
  const { history } = await request(temporal, () =>
    temporal.client.workflowService.getWorkflowExecutionHistory({
      namespace: temporal.namespace,
      execution: { workflowId, runId: executionId },
      maximumPageSize: 1,
    }),
  );
  const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  const [payload] = started?.input?.payloads ?? [];
  const input: unknown = payload ? defaultPayloadConverter.fromPayload(payload) : null;
  return { workflowType: started?.workflowType?.name ?? 'workflow of no type', input };
}

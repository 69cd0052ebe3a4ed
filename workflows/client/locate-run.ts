import type { WorkflowExecutionInfo } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { type PipelineRunInput, workflowIdOf } from '../contract.ts';
import { clientQuery, placeQuery } from '../search-attributes.ts';
import type { RunMemo } from '../start-options.ts';
import { request, type TemporalClient } from './client.ts';
import { isNotFound } from './server-errors.ts';
import { startedInput } from './started-input.ts';

/** An execution of a run's workflow. */
export interface Execution {
  readonly workflowId: string;
  /** The server's own id of the execution; a run that is retried has several. */
  readonly executionId: string;
  /** The run's id in the warehouse; `null` for a workflow of another kind. */
  readonly run: string | null;
  /** The id of the project that started it; `null` where nobody wrote it down. */
  readonly project: string | null;
  readonly status: ExecutionStatus;
  readonly planDigest: string | null;
  readonly startedAt: Date;
}

/** What a run's workflow id is made of. */
type RunPlace = Pick<Plan, 'pipeline' | 'client' | 'window'>;

export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';

/** The latest execution of a workflow id, or `null` when the server knows none. */
export async function describeExecution(
  temporal: TemporalClient,
  workflowId: string,
  executionId?: string,
): Promise<Execution | null> {
  try {
    const handle = temporal.client.workflow.getHandle(workflowId, executionId);
    return asExecution(await request(temporal, () => handle.describe()));
  } catch (thrown) {
    if (isWorkflowNotFound(thrown)) return null;
    throw thrown;
  }
}

/**
 * Finds the latest execution of a run: under the ids that its pipeline and window give, then in the server's list, which
 * also knows those that a later run of the same window has taken the place of.
 */
export async function locateRun(temporal: TemporalClient, run: string, plan: RunPlace): Promise<Execution | null> {
  for (let force = 0; ; force += 1) {
    const found = await describeExecution(temporal, workflowIdOf(plan, plan.window, force));
    if (found === null) break;
    if (found.run === run) return found;
  }
  const query = `WorkflowType = "pipelineRun" AND ${placeQuery(plan)}`;
  return findListed(temporal, query, run);
}

/** Finds a run that is at work by its id alone: one that was started a moment ago is not in the warehouse yet. */
export async function locateActive(temporal: TemporalClient, run: string): Promise<Execution | null> {
  return findListed(temporal, 'WorkflowType = "pipelineRun" AND ExecutionStatus = "Running"', run);
}

/** The runs of a project's client that are at work, the latest first; the list follows them a moment later. */
export async function listActive(
  temporal: TemporalClient,
  { project, client }: Pick<Plan, 'project' | 'client'>,
): Promise<readonly Execution[]> {
  const query = `WorkflowType = "pipelineRun" AND ExecutionStatus = "Running" AND ${clientQuery(client)}`;
  return await request(temporal, async () => {
    const found: Execution[] = [];
    for await (const info of temporal.client.workflow.list({ query })) {
      const one = asExecution(info);
      if (one.run !== null && (one.project === null || one.project === project)) found.push(one);
    }
    return found;
  });
}

/** Looks a run up in the server's list, by its memo. */
const findListed = (temporal: TemporalClient, query: string, run: string): Promise<Execution | null> =>
  request(temporal, async () => {
    for await (const info of temporal.client.workflow.list({ query })) {
      const one = asExecution(info);
      if (one.run === run) return one;
    }
    return null;
  });

/**
 * The plan that an execution was started with.
 *
 * @throws VB6002 when the workflow is no run of a plan
 */
export async function planOfExecution(
  temporal: TemporalClient,
  execution: Pick<Execution, 'workflowId' | 'executionId'>,
): Promise<Plan> {
  const { workflowType, input } = await startedInput(temporal, execution);
  if (workflowType === 'pipelineRun' && input !== null) return (input as PipelineRunInput).plan;
  throw new VerbatimError('VB6002', `workflow ${execution.workflowId} is a ${workflowType}, not the run of a plan`);
}

function asExecution(info: Pick<WorkflowExecutionInfo, InfoField>): Execution {
  const memo = info.memo as Partial<RunMemo> | undefined;
  const digest = info.searchAttributes.VerbatimPlanDigest?.[0];
  return {
    workflowId: info.workflowId,
    executionId: info.runId,
    run: memo?.run ?? null,
    project: memo?.project ?? null,
    status: statusOf(info.status.name),
    planDigest: typeof digest === 'string' ? digest : null,
    startedAt: info.startTime,
  };
}

type InfoField = 'workflowId' | 'runId' | 'memo' | 'status' | 'searchAttributes' | 'startTime';

/** True for an error that says that the server has no such workflow. */
export const isWorkflowNotFound = (thrown: unknown): boolean =>
  isNotFound(thrown) || thrown instanceof WorkflowNotFoundError;

/** The server's word for a workflow's state in ours. */
export function statusOf(name: WorkflowExecutionInfo['status']['name']): ExecutionStatus {
  switch (name) {
    case 'COMPLETED':
      return 'succeeded';
    case 'CANCELLED':
    case 'TERMINATED':
      return 'cancelled';
    case 'FAILED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return 'running';
  }
}

import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { activityOf, type QueueKind, queues } from '../contract.ts';
import { request, type TemporalClient } from './client.ts';

/** Numbers that the server's interface gives to kinds of tasks and to states of an activity. */
const taskType = { workflow: 1, activity: 2 } as const;
const activityStarted = 2;

/** Somebody who asked a queue for work within the last minutes. */
interface Poller {
  readonly identity: string;
  readonly lastSeen: Date;
}

/** Those who asked a queue for work within the last five minutes; a worker that was killed is among them so long. */
export async function pollersOf(temporal: TemporalClient, queue: QueueKind): Promise<readonly Poller[]> {
  const { pollers } = await request(temporal, () =>
    temporal.client.workflowService.describeTaskQueue({
      namespace: temporal.namespace,
      taskQueue: { name: queues[queue] },
      taskQueueType: queue === 'workflow' ? taskType.workflow : taskType.activity,
    }),
  );
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    lastSeen: new Date(Number(lastAccessTime?.seconds ?? 0) * 1_000),
  }));
}

/** The queues that a plan's run needs somebody at. */
export function queuesOf(plan: Plan): readonly QueueKind[] {
  const needed = new Set<QueueKind>(['workflow', ...plan.nodes.map(node => activityOf(node).queue)]);
  return (Object.keys(queues) as QueueKind[]).filter(queue => needed.has(queue));
}

/**
 * Checks that every queue has a worker before work is put into it.
 *
 * @throws VB6006 naming the queues that have none
 */
export async function requireWorkers(temporal: TemporalClient, needed: readonly QueueKind[]): Promise<void> {
  const served = await Promise.all(
    needed.map(async queue => (await pollersOf(temporal, queue)).length > 0 || (await hasBusyWorker(temporal, queue))),
  );
  const missing = needed.filter((_, index) => !served[index]);
  if (missing.length === 0) return;
  const names = missing.map(queue => `"${queues[queue]}"`).join(', ');
  throw new VerbatimError(
    'VB6006',
    `no worker takes work from ${missing.length === 1 ? 'queue' : 'queues'} ${names} of namespace "${temporal.namespace}" at ${temporal.address}`,
    { hint: `start one: ${workerCommand(missing)}` },
  );
}

/** The command that serves queues. */
export function workerCommand(missing: readonly QueueKind[]): string {
  const all = Object.keys(queues).length;
  return missing.length === all ? 'verbatim worker' : `verbatim worker --queues ${missing.join(',')}`;
}

/** Longest look through the runs for a step at work; some hundred of them in this time. */
const lookMs = 5_000;

/** True when a step of a queue is at work: a worker with all hands full does not ask for work, and yet is there. */
export async function hasBusyWorker(temporal: TemporalClient, queue: QueueKind): Promise<boolean> {
  if (queue === 'workflow') return false;
  const { workflow } = temporal.client;
  // A report is rendered in a workflow of its own; what only waits for a run has no step.
  const type = queue === 'render' ? 'reportRun' : 'pipelineRun';
  const query = `WorkflowType = "${type}" AND ExecutionStatus = "Running" AND TaskQueue = "${queues.workflow}"`;
  const until = Date.now() + lookMs;
  return request(temporal, async () => {
    for await (const { workflowId, runId } of workflow.list({ query })) {
      if (Date.now() > until) return false;
      const { raw } = await workflow.getHandle(workflowId, runId).describe();
      const atWork = (raw.pendingActivities ?? []).filter(({ state }) => state === activityStarted);
      if (atWork.some(({ activityType }) => queueOfActivity(activityType?.name) === queue)) return true;
    }
    return false;
  });
}

/** The queue that activities of a type are in. */
export function queueOfActivity(type: string | null | undefined): QueueKind {
  switch (type) {
    case 'runIoStep':
      return 'io';
    case 'runCpuStep':
      return 'cpu';
    case 'runRenderStep':
      return 'render';
    default:
      return 'workflow';
  }
}

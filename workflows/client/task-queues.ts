import { VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { activityOf, type QueueKind, queues } from '../contract.ts';
import { request, type TemporalClient } from './client.ts';

/** Numbers that the server's interface gives to kinds of tasks. */
const taskType = { workflow: 1, activity: 2 } as const;
/** Those that it gives to an activity that somebody has taken, and to one that he is to stop. */
const atWorkStates: ReadonlySet<unknown> = new Set([2, 3]);
const kinds = Object.keys(queues) as QueueKind[];

/** Who waits for work asks for it again once a minute at least; of who does not any more the server tells for minutes. */
const aliveMs = 70_000;

/** Somebody who asked a queue for work within the last minutes. */
interface Poller {
  readonly identity: string;
  readonly lastSeen: Date;
}

async function pollersOf(temporal: TemporalClient, queue: QueueKind): Promise<readonly Poller[]> {
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

const isAlive = ({ lastSeen }: Poller): boolean => Date.now() - lastSeen.getTime() < aliveMs;

/** Identities of those who asked a queue for work so lately, by this machine's clock, that they must be there. */
export async function workersAt(temporal: TemporalClient, queue: QueueKind): Promise<readonly string[]> {
  const alive = (await pollersOf(temporal, queue)).filter(isAlive);
  return [...new Set(alive.map(({ identity }) => identity))];
}

/** The queues that a plan's run needs somebody at. */
export function queuesOf(plan: Plan): readonly QueueKind[] {
  const needed = new Set<QueueKind>(['workflow', ...plan.nodes.map(node => activityOf(node).queue)]);
  return kinds.filter(queue => needed.has(queue));
}

/**
 * Checks that every queue has a worker before work is put into it.
 *
 * @throws VB6006 naming the queues that have none
 */
export async function requireWorkers(temporal: TemporalClient, needed: readonly QueueKind[]): Promise<void> {
  const pollers = await Promise.all(needed.map(queue => pollersOf(temporal, queue)));
  const served = await Promise.all(
    needed.map(async (queue, index) => pollers[index]!.some(isAlive) || (await hasBusyWorker(temporal, queue))),
  );
  const missing = needed.filter((_, index) => !served[index]);
  if (missing.length === 0) return;
  const seen = pollers
    .filter((_, index) => !served[index])
    .flatMap(all => all.map(({ lastSeen }) => lastSeen.getTime()));
  const last =
    seen.length === 0 ? '' : `; one was last heard of ${Math.round((Date.now() - Math.max(...seen)) / 1_000)} s ago`;
  throw new VerbatimError(
    'VB6006',
    `no worker takes work from ${namesOf(missing)} of namespace "${temporal.namespace}" at ${temporal.address}${last}`,
    { hint: `start one: ${workerCommand(missing)}` },
  );
}

/** Queues as messages name them. */
export const namesOf = (several: readonly QueueKind[]): string =>
  `${several.length === 1 ? 'queue' : 'queues'} ${several.map(queue => `"${queues[queue]}"`).join(', ')}`;

/**
 * The queues that nobody serves when nobody takes the work that waits in one of them: those who asked there for work
 * before are gone, and so they are at the others.
 */
export async function unservedWith(temporal: TemporalClient, waiting: QueueKind): Promise<readonly QueueKind[]> {
  const gone = await workersAt(temporal, waiting);
  const served = await Promise.all(
    kinds.map(async queue => {
      if (queue === waiting) return false;
      const others = (await workersAt(temporal, queue)).filter(identity => !gone.includes(identity));
      return others.length > 0 || (await hasBusyWorker(temporal, queue));
    }),
  );
  return kinds.filter((_, index) => !served[index]);
}

/** The command that serves queues. */
export function workerCommand(missing: readonly QueueKind[]): string {
  return missing.length === kinds.length ? 'verbatim worker' : `verbatim worker --queues ${missing.join(',')}`;
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
      const atWork = (raw.pendingActivities ?? []).filter(({ state }) => atWorkStates.has(state));
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

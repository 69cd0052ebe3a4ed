import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { QueueKind } from '../contract.ts';
import { request, type TemporalClient } from './client.ts';
import { isWorkflowNotFound } from './locate-run.ts';
import { hasBusyWorker, namesOf, queueOfActivity, unservedWith, workerCommand } from './task-queues.ts';

type Described = WorkflowExecutionDescription['raw'];
type PendingActivity = NonNullable<Described['pendingActivities']>[number];

/** What a run waits for or works at, as the server says. */
export interface Pending {
  readonly pendingActivities: readonly PendingActivity[];
  readonly pendingWorkflowTask: Described['pendingWorkflowTask'];
}

/** True for an activity that is a step, or a shard of one; begin and end of a run are activities too. */
export const isStepActivity = (type: string | null | undefined): boolean => /^run\w+Step$/.test(type ?? '');

/** What a workflow and its children wait for. */
export async function pendingOf(temporal: TemporalClient, described: Described): Promise<Pending> {
  const activities = [...(described.pendingActivities ?? [])];
  for (const { workflowId } of described.pendingChildren ?? []) {
    if (!workflowId) continue;
    try {
      const child = await request(temporal, () => temporal.client.workflow.getHandle(workflowId).describe());
      activities.push(...(child.raw.pendingActivities ?? []));
    } catch (thrown) {
      // A child is pending a moment before it is there.
      if (!isWorkflowNotFound(thrown)) throw thrown;
    }
  }
  return { pendingActivities: activities, pendingWorkflowTask: described.pendingWorkflowTask };
}

/** Work that waits longer than this finds nobody at its queue: a worker with a free hand takes it at once. */
const longestWaitMs = 10_000;
/** Numbers that the server's interface gives to the state of a task that nobody has taken. */
const scheduled = 1;

/** A worker with all hands full is looked for among all runs: not with each question. */
const lookEveryMs = 10_000;

/** Tells once of the queues that nobody serves while work waits in one of them. */
export interface WaitWatch {
  readonly look: (pending: Pending) => Promise<void>;
}

/**
 * @param say - told which queues nobody serves, and how to serve them; again only when nothing waited meanwhile
 * @param now - milliseconds; the clock of this process, against the times that the server gives
 */
export function createWaitWatch(
  temporal: TemporalClient,
  say: (line: string) => void,
  now: () => number = Date.now,
): WaitWatch {
  const told = new Set<QueueKind>();
  const lookedAt = new Map<QueueKind, number>();
  return {
    look: async pending => {
      const at = now();
      const waiting = waitingQueues(pending, at);
      if (waiting.size === 0) told.clear();
      for (const queue of waiting) {
        if (told.has(queue) || at - (lookedAt.get(queue) ?? -Infinity) < lookEveryMs) continue;
        lookedAt.set(queue, at);
        if (await hasBusyWorker(temporal, queue)) continue;
        const unserved = await unservedWith(temporal, queue);
        for (const one of unserved) told.add(one);
        say(`no worker takes work from ${namesOf(unserved)}; waiting for one: ${workerCommand(unserved)}`);
      }
    },
  };
}

/**
 * The queues in which a run's work has waited too long.
 *
 * @param now - milliseconds since 1970
 */
export function waitingQueues(
  { pendingActivities, pendingWorkflowTask }: Pending,
  now: number,
): ReadonlySet<QueueKind> {
  const queues = new Set<QueueKind>();
  const overdue = (time: Time): boolean => time !== undefined && time !== null && now - msOf(time) > longestWaitMs;
  if (pendingWorkflowTask?.state === scheduled && overdue(pendingWorkflowTask.scheduledTime)) queues.add('workflow');
  for (const { state, scheduledTime, activityType } of pendingActivities) {
    if (state === scheduled && overdue(scheduledTime)) queues.add(queueOfActivity(activityType?.name));
  }
  return queues;
}

type Time = PendingActivity['scheduledTime'];

const msOf = (time: NonNullable<Time>): number => Number(time.seconds ?? 0) * 1_000 + (time.nanos ?? 0) / 1e6;

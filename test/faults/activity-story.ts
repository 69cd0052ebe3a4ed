import type { TemporalClient } from '../../workflows/client/client.ts';

/** One activity as the server wrote it down: what was scheduled, who finished it and how. */
export interface ActivityStory {
  readonly activityId: string;
  /** Of the attempt that the server heard the end of. */
  readonly attempt: number;
  readonly worker: string;
  readonly end: 'completed' | 'failed' | 'timed out' | 'cancelled' | 'open';
  /** Type of the failure, when it failed; why the attempt before failed, when there was one. */
  readonly failure: string | null;
}

/** The activities of a workflow in the order in which they were scheduled. */
export async function activityStories({ client }: TemporalClient, workflowId: string): Promise<ActivityStory[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const stories = new Map<string, ActivityStory>();
  const change = (scheduledId: unknown, fields: Partial<ActivityStory>): void => {
    const story = stories.get(String(scheduledId));
    if (story) stories.set(String(scheduledId), { ...story, ...fields });
  };
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled)
      stories.set(String(event.eventId), {
        ...{ activityId: scheduled.activityId ?? '', attempt: 0, worker: '', end: 'open', failure: null },
      });
    const started = event.activityTaskStartedEventAttributes;
    if (started) {
      const { attempt, identity, lastFailure } = started;
      change(started.scheduledEventId, {
        ...{ attempt: attempt ?? 0, worker: identity ?? '', failure: kindOf(lastFailure) },
      });
    }
    const failed = event.activityTaskFailedEventAttributes;
    if (failed) change(failed.scheduledEventId, { end: 'failed', failure: kindOf(failed.failure) });
    const [timedOut, cancelled, completed] = [
      event.activityTaskTimedOutEventAttributes,
      event.activityTaskCanceledEventAttributes,
      event.activityTaskCompletedEventAttributes,
    ];
    if (timedOut) change(timedOut.scheduledEventId, { end: 'timed out', failure: kindOf(timedOut.failure) });
    if (cancelled) change(cancelled.scheduledEventId, { end: 'cancelled' });
    if (completed) change(completed.scheduledEventId, { end: 'completed' });
  }
  return [...stories.values()];
}

interface Described {
  readonly applicationFailureInfo?: { readonly type?: string | null } | null;
  readonly timeoutFailureInfo?: object | null;
}

const kindOf = (failure: Described | null | undefined): string | null =>
  failure?.applicationFailureInfo?.type ?? (failure?.timeoutFailureInfo ? 'timeout' : null);

/** Who works at an activity now: `pid` of the worker's process, or `null` when nobody has taken it. */
export async function workerAt(
  { client }: TemporalClient,
  workflowId: string,
  activityId: string,
): Promise<number | null> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const activity = (raw.pendingActivities ?? []).find(one => one.activityId === activityId);
  return activity?.state === started ? Number.parseInt(activity.lastWorkerIdentity ?? '', 10) : null;
}

/** The number that the server's interface gives to an activity at work. */
const started = 2;

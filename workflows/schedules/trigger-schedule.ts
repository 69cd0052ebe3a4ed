import { setTimeout as pause } from 'node:timers/promises';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { findOwn, type OwnSchedule } from './find-schedule.ts';

/** What a start by hand has led to. */
export interface Triggered {
  /** `left out` and `waits`: by the overlap rule, while one is at work · `asked`: the server has not said in time. */
  readonly outcome: 'started' | 'left out' | 'waits' | 'asked';
  /** What was started. */
  readonly workflowId: string | null;
  /** Starts that were at work already. */
  readonly atWork: readonly string[];
}

/** The server takes what it is asked within a second, and tells of it a moment later. */
const [longestMs, pauseMs] = [10_000, 100];

/**
 * Starts a schedule once, now, under its overlap rule.
 *
 * @throws VB6011, VB6012
 */
export async function triggerSchedule(client: Client, own: OwnSchedule): Promise<Triggered> {
  const { handle, found } = await findOwn(client, own);
  const atWork = found.info.runningActions.map(({ workflow }) => workflow.workflowId);
  // Left to itself the client would ask for a start beside any other.
  await handle.trigger(found.policies.overlap ?? 'SKIP');
  for (const until = Date.now() + longestMs; Date.now() < until; await pause(pauseMs)) {
    const now = await handle.describe();
    if (now.info.numActionsTaken > found.info.numActionsTaken) {
      const workflowId = now.info.recentActions.at(-1)?.action.workflow.workflowId ?? null;
      return { outcome: 'started', workflowId, atWork };
    }
    if (leftOut(now) > leftOut(found)) return { outcome: 'left out', workflowId: null, atWork };
    if (waiting(now) > waiting(found)) return { outcome: 'waits', workflowId: null, atWork };
  }
  return { outcome: 'asked', workflowId: null, atWork };
}

const leftOut = ({ info }: ScheduleDescription): number => info.numActionsSkippedOverlap;
const waiting = ({ raw }: ScheduleDescription): number => Number(raw.info?.bufferSize ?? 0);

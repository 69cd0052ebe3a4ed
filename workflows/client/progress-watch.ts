import { defaultPayloadConverter } from '@temporalio/common';
import type { Listener } from '../../core/run/events.ts';
import { type Heartbeat, nodeOfActivity } from '../contract.ts';
import { isStepActivity, type Pending } from './wait-watch.ts';

/** A figure that moves more often is read by nobody. */
const pauseMs = 2_000;

/** Tells how many rows the steps at work have done. */
export interface ProgressWatch {
  readonly look: (pending: Pending) => void;
}

/**
 * @param emit - gets the rows of a step, all its shards together, when they have changed, every 2 s at most
 * @param now - milliseconds
 */
export function createProgressWatch(emit: Listener, now: () => number = Date.now): ProgressWatch {
  // By activity: a shard that has ended is not pending any more, and what it did still counts.
  const rows = new Map<string, number>();
  const told = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  return {
    look: ({ pendingActivities }) => {
      if (now() - last < pauseMs) return;
      last = now();
      const atWork = new Set<string>();
      for (const { activityId, activityType, heartbeatDetails } of pendingActivities) {
        const [payload] = heartbeatDetails?.payloads ?? [];
        if (!activityId || !payload || !isStepActivity(activityType?.name)) continue;
        rows.set(activityId, (defaultPayloadConverter.fromPayload(payload) as Heartbeat).rows);
        atWork.add(nodeOfActivity(activityId));
      }
      for (const node of atWork) {
        const sum = [...rows].reduce((total, [id, count]) => total + (nodeOfActivity(id) === node ? count : 0), 0);
        if (sum === (told.get(node) ?? 0)) continue;
        told.set(node, sum);
        emit({ type: 'progress', node, rows: sum });
      }
    },
  };
}

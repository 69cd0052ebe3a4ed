import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import type { Listener } from '../../core/run/events.ts';
import { nodeOfActivity } from '../contract.ts';
import { fromActivityFailure } from '../failures.ts';
import { isStepActivity, type Pending } from './wait-watch.ts';

/** Tells each further attempt of a step once. */
export interface RetryWatch {
  readonly look: (pending: Pending) => void;
}

export function createRetryWatch(emit: Listener): RetryWatch {
  const told = new Set<string>();
  return {
    look: ({ pendingActivities }) => {
      for (const activity of pendingActivities) {
        const { activityId, lastFailure, currentRetryInterval } = activity;
        const attempt = activity.attempt ?? 1;
        const key = `${activityId}/${attempt}`;
        // Begin and end of a run are activities too, but no steps.
        if (!activityId || !lastFailure || attempt < 2 || told.has(key) || !isStepActivity(activity.activityType?.name))
          continue;
        told.add(key);
        const error = defaultFailureConverter.failureToError(lastFailure, defaultPayloadConverter);
        const { failure } = fromActivityFailure(error);
        const inMs = Number(currentRetryInterval?.seconds ?? 0) * 1_000 + (currentRetryInterval?.nanos ?? 0) / 1e6;
        emit({ type: 'retry', node: nodeOfActivity(activityId), attempt, inMs, failure });
      }
    },
  };
}

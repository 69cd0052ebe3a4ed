import type { ActivityOptions } from '@temporalio/common';
import type { RetryClass } from '../../core/plan/plan.ts';
import { retryTable } from '../../core/plan/retry.ts';
import { type QueueKind, queues } from '../contract.ts';

/** A worker ends a step when its time is up, and says so; the server's own limit is for a worker that does not. */
const overtimeMs = 30_000;

/**
 * How an activity of a retry class is tried: the one table of both engines. Every activity is bounded; which failures
 * are tried again is not said here but by each failure's class.
 *
 * @param heartbeatMs - as the run says, in place of the table's
 */
export function activityOptions(
  retry: RetryClass,
  queue: QueueKind,
  summary: string,
  heartbeatMs?: number,
): ActivityOptions {
  const policy = retryTable[retry];
  return {
    taskQueue: queues[queue],
    startToCloseTimeout: policy.timeoutMs + overtimeMs,
    heartbeatTimeout: heartbeatMs ?? policy.heartbeatMs,
    retry: {
      maximumAttempts: policy.attempts,
      initialInterval: policy.firstDelayMs,
      backoffCoefficient: policy.factor,
      maximumInterval: policy.longestDelayMs,
    },
    // A cancelled step stops at a batch edge, and the run is not ended before it has.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary,
  };
}

import type { RetryClass } from './plan.ts';

/** How often and how patiently a node is tried again. Durations in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly longestDelayMs: number;
  /** Longest time of one attempt. */
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
}

const second = 1_000;
const minute = 60 * second;

/**
 * The one retry table of both engines. A failure of a class that cannot pass (`config`, `auth`, `permission`,
 * `source-contract`, `data-quality`, `bug`, …) is never retried, whatever stands here.
 */
export const retryTable: Readonly<Record<RetryClass, RetryPolicy>> = {
  io: {
    attempts: 8,
    firstDelayMs: second,
    factor: 2,
    longestDelayMs: 2 * minute,
    timeoutMs: 15 * minute,
    heartbeatMs: 30 * second,
  },
  db: {
    attempts: 12,
    firstDelayMs: second / 2,
    factor: 2,
    longestDelayMs: 30 * second,
    timeoutMs: 10 * minute,
    heartbeatMs: 30 * second,
  },
  cpu: {
    attempts: 3,
    firstDelayMs: second,
    factor: 2,
    longestDelayMs: minute,
    timeoutMs: 30 * minute,
    heartbeatMs: 30 * second,
  },
  render: {
    attempts: 3,
    firstDelayMs: second,
    factor: 2,
    longestDelayMs: minute,
    timeoutMs: 5 * minute,
    heartbeatMs: 30 * second,
  },
};

/** Milliseconds to wait before attempt `attempt` (2 = the first retry), without jitter. */
export function delayBefore(attempt: number, policy: RetryPolicy): number {
  return Math.min(policy.firstDelayMs * policy.factor ** (attempt - 2), policy.longestDelayMs);
}

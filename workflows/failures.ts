import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/common';
import { asVerbatimError, type VerbatimError } from '../core/errors.ts';
import type { Failure } from '../core/plan/state.ts';
import type { Heartbeat } from './contract.ts';

/** Longest text of a failure that crosses the server. */
const longestMessage = 2_000;

/** What travels with a failed attempt. */
interface Details {
  readonly failure: Failure;
  /** Of the step that failed so far. */
  readonly attempts: number;
}

/** How long a workflow pauses, by failures that are no fault of the run: another worker may do what this one cannot. */
const pausesMs: Readonly<Record<string, number>> = {
  // A rolling deploy brings one that has the plugin.
  VB6008: 30_000,
  VB6018: 5_000,
};

/** Time until work is offered again that was given to the wrong worker, in milliseconds; `null` for any other failure. */
export const wrongWorkerPauseMs = (code: string): number | null => pausesMs[code] ?? null;

const failureOf = ({ code, class: family, message, hint }: VerbatimError): Failure => ({
  ...{ code, class: family, message: message.slice(0, longestMessage), hint },
});

/** What an activity throws for an error: its class in the catalogue alone decides whether it is tried again. */
export function toApplicationFailure(thrown: unknown, attempts: number): ApplicationFailure {
  const error = asVerbatimError(thrown);
  const failure = failureOf(error);
  return ApplicationFailure.create({
    type: failure.code,
    message: failure.message,
    // For another worker the workflow waits itself, longer and more calmly than a policy would.
    nonRetryable: !error.retryable || wrongWorkerPauseMs(error.code) !== null,
    details: [{ failure, attempts } satisfies Details],
  });
}

const endingType = 'WorkerEnding';

/** What a step throws that stopped because its worker ends: the workflow begins it anew, and no attempt is lost. */
export function workerEnding(attempts: number): ApplicationFailure {
  const message = 'its worker ended; the step goes on elsewhere from its last batch';
  const failure: Failure = { code: 'VB6013', class: 'transient', message, hint: null };
  return ApplicationFailure.create({
    ...{ type: endingType, message, nonRetryable: true, category: 'BENIGN' },
    details: [{ failure, attempts } satisfies Details],
  });
}

/** How a step's activity ended that did not succeed. */
export interface ActivityEnd {
  /** `lost workers`: the server's count is used up, though not by failures of the step alone. */
  readonly by: 'failure' | 'stopped worker' | 'lost workers';
  /** Attempts of the step that failed so far; `null` when nobody lived to tell. */
  readonly failures: number | null;
}

/** Tells an activity's own failure from what became of its workers. */
export function endOf(thrown: unknown): ActivityEnd {
  const cause = thrown instanceof ActivityFailure ? thrown.cause : undefined;
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT') {
    const last = cause.lastHeartbeatDetails as Heartbeat | undefined;
    return { by: 'lost workers', failures: last?.failures ?? null };
  }
  const details = cause instanceof ApplicationFailure ? (cause.details?.[0] as Details | undefined) : undefined;
  if (!(cause instanceof ApplicationFailure) || details === undefined) return { by: 'failure', failures: null };
  if (cause.type === endingType) return { by: 'stopped worker', failures: details.attempts };
  return { by: cause.nonRetryable ? 'failure' : 'lost workers', failures: details.attempts };
}

/** What a workflow makes of the failure of an activity or a child, once it is not tried any more. */
export function fromActivityFailure(thrown: unknown): Details {
  const cause = thrown instanceof ActivityFailure || thrown instanceof ChildWorkflowFailure ? thrown.cause : thrown;
  // A child passes on the failure of its own activity.
  if (cause instanceof ActivityFailure) return fromActivityFailure(cause);
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as Details | undefined;
    if (details?.failure !== undefined) return details;
    return { failure: unexpected(cause.message), attempts: 1 };
  }
  if (cause instanceof TimeoutFailure) {
    const failure = { code: 'VB6003', class: 'transient', message: timeoutMessage(cause), hint: null };
    return { failure, attempts: 1 };
  }
  return { failure: unexpected(thrown instanceof Error ? thrown.message : String(thrown)), attempts: 1 };
}

const timeoutMessage = ({ timeoutType }: TimeoutFailure): string =>
  timeoutType === 'HEARTBEAT'
    ? 'its worker was not heard of for too long, attempt after attempt'
    : 'no end within the time that the step has';

const unexpected = (message: string): Failure => ({
  ...{ code: 'VB9001', class: 'bug', message: message.slice(0, longestMessage), hint: null },
});

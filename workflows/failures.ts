import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/common';
import { asVerbatimError, VerbatimError } from '../core/errors.ts';
import { cutText } from '../core/model/cut-text.ts';
import { failureOf, failureText, isErrorCode } from '../core/plan/failure.ts';
import type { Failure } from '../core/plan/state.ts';
import type { Heartbeat, NodeEnd } from './contract.ts';

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

/** What an activity throws for an error: its class in the catalogue alone decides whether it is tried again. */
export function toApplicationFailure(thrown: unknown, attempts: number): ApplicationFailure {
  const error = asVerbatimError(thrown);
  const failure = failureOf(error);
  const crossing = ApplicationFailure.create({
    type: failure.code,
    message: failureText(failure),
    // For another worker the workflow waits itself, longer and more calmly than a policy would.
    nonRetryable: !error.retryable || wrongWorkerPauseMs(error.code) !== null,
    details: [{ failure, attempts } satisfies Details],
  });
  // It would say the message once more, and this function as the place.
  crossing.stack = '';
  return crossing;
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

/** What a failed attempt has told; `null` for anything that is no attempt's failure. */
export function detailsOf(thrown: unknown): Details | null {
  const details = thrown instanceof ApplicationFailure ? (thrown.details?.[0] as Details | undefined) : undefined;
  return details?.failure === undefined ? null : details;
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
  const details = detailsOf(cause);
  if (!(cause instanceof ApplicationFailure) || details === null) return { by: 'failure', failures: null };
  if (cause.type === endingType) return { by: 'stopped worker', failures: details.attempts };
  return { by: cause.nonRetryable ? 'failure' : 'lost workers', failures: details.attempts };
}

/** What a workflow makes of the failure of an activity or a child, once it is not tried any more. */
export function fromActivityFailure(thrown: unknown): Details {
  const cause = thrown instanceof ActivityFailure || thrown instanceof ChildWorkflowFailure ? thrown.cause : thrown;
  // A child passes on the failure of its own activity.
  if (cause instanceof ActivityFailure) return fromActivityFailure(cause);
  if (cause instanceof ApplicationFailure) {
    const details = detailsOf(cause);
    if (details !== null) return details;
    // The server keeps no details of a long failure while it waits for the next attempt.
    return { failure: bare(cause.type ?? '', cause.message), attempts: 1 };
  }
  if (cause instanceof TimeoutFailure) {
    return { failure: bare('VB6003', timeoutMessage(cause)), attempts: 1 };
  }
  return { failure: bare('', thrown instanceof Error ? thrown.message : String(thrown)), attempts: 1 };
}

const timeoutMessage = ({ timeoutType }: TimeoutFailure): string =>
  timeoutType === 'HEARTBEAT'
    ? 'its worker was not heard of for too long, attempt after attempt'
    : 'no end within the time that the step has';

/** A failure of which no more is known; VB9001 when the code is none of the catalogue. */
const bare = (code: string, message: string): Failure =>
  failureOf(new VerbatimError(isErrorCode(code) ? code : 'VB9001', message));

/** Failed steps that a run's own failure tells, and the bytes of each; all of them are in the warehouse. */
const [mostTold, longestTold] = [3, 200];

/** What became of a failed run in one short sentence: a server ends a run by force whose failure is too long. */
export function failedRunText(ends: readonly Pick<NodeEnd, 'node' | 'status' | 'failure'>[]): string {
  const failed = ends.filter(({ status }) => status === 'failed');
  const told = failed.slice(0, mostTold).map(({ node, failure }) => {
    const text = failure === null ? '' : ` ${failure.code} ${failureText(failure)}`;
    return cutText(`${node}:${text}`, longestTold);
  });
  const left = failed.length - told.length;
  return `${told.join('; ')}${left > 0 ? `; and ${left} more` : ''}`;
}

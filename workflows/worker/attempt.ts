import { Context, cancellationDetails } from '@temporalio/activity';
import type { Listener } from '../../core/run/events.ts';
import type { Heartbeat } from '../contract.ts';
import { toApplicationFailure, workerEnding } from '../failures.ts';

/** How an activity hears of its end and shows that it works. */
export interface AttemptContext {
  readonly signal: AbortSignal;
  /** Which attempt of the step this is, from 1; one whose worker died or was stopped does not count. */
  readonly attempt: number;
  /** For the events of a step: progress goes to the server, logs to the worker's log. */
  readonly emit: Listener;
}

/** Longest time between two signs of life; the server is told less often, as the worker's throttle says. */
const longestBeatMs = 1_000;
/** Of the time after which the server gives an attempt up, so that one sign may be late and none is missed. */
const beatsOfTimeout = 4;

/**
 * Runs an activity's work with a sign of life while it lasts: that is also how it hears of a cancellation, and how the
 * next attempt hears how often the step has failed.
 *
 * @throws ApplicationFailure by the error's class alone, or the signal's reason when the run was cancelled
 */
export async function attempted<T>(work: (context: AttemptContext) => Promise<T>): Promise<T> {
  return await beating(0, async context => {
    try {
      return await work(context);
    } catch (thrown) {
      throw toApplicationFailure(thrown, context.attempt);
    }
  });
}

/**
 * The same for work that heeds the signal: when it stops with its worker, it is begun anew elsewhere and no attempt is
 * used up.
 *
 * @param failures - of the step, in activities before this one
 */
export async function attemptedStep<T>(
  failures: number | undefined,
  work: (context: AttemptContext) => Promise<T>,
): Promise<T> {
  return await beating(failures ?? 0, async context => {
    try {
      return await work(context);
    } catch (thrown) {
      if (!context.signal.aborted) throw toApplicationFailure(thrown, context.attempt);
      throw cancellationDetails()?.workerShutdown ? workerEnding(context.attempt - 1) : context.signal.reason;
    }
  });
}

async function beating<T>(before: number, work: (context: AttemptContext) => Promise<T>): Promise<T> {
  const context = Context.current();
  const earlier = context.info.heartbeatDetails as Heartbeat | undefined;
  let beat: Heartbeat = { rows: 0, failures: earlier?.failures ?? before };
  const beatMs = Math.min(longestBeatMs, (context.info.heartbeatTimeoutMs ?? Infinity) / beatsOfTimeout);
  context.heartbeat(beat);
  const beats = setInterval(() => context.heartbeat(beat), beatMs);
  let over = false;
  const emit: Listener = event => {
    // Of work that was left behind nothing is told any more.
    if (over) return;
    if (event.type === 'progress') {
      beat = { ...beat, rows: event.rows };
      context.heartbeat(beat);
    } else if (event.type === 'log') {
      context.log.info(event.message, { fields: event.fields });
    }
  };
  const tell = (): void => context.log.info('told to stop: ends at its next batch');
  context.cancellationSignal.addEventListener('abort', tell, { once: true });
  try {
    return await work({ signal: context.cancellationSignal, attempt: beat.failures + 1, emit });
  } catch (thrown) {
    context.heartbeat({ ...beat, failures: beat.failures + 1 });
    throw thrown;
  } finally {
    over = true;
    clearInterval(beats);
    context.cancellationSignal.removeEventListener('abort', tell);
  }
}

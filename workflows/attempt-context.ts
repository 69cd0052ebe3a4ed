import { Context, cancellationDetails } from '@temporalio/activity';
import type { Listener } from '../core/run/events.ts';

/** How an activity hears of its end and shows that it works. */
export interface AttemptContext {
  readonly signal: AbortSignal;
  /** How often the server has had this activity tried, this time included. */
  readonly attempt: number;
  /** For the events of a step: progress goes to the server, logs to the worker's log. */
  readonly emit: Listener;
}

/** Between two signs of life; the server is told less often, as the worker's throttle says. */
const beatMs = 1_000;

/** Runs an activity's work with a sign of life while it lasts: that is also how it hears of a cancellation. */
export async function withHeartbeat<T>(work: (context: AttemptContext) => Promise<T>): Promise<T> {
  const context = Context.current();
  let rows = 0;
  const beat = setInterval(() => context.heartbeat(rows), beatMs);
  const emit: Listener = event => {
    if (event.type === 'progress') {
      rows = event.rows;
      context.heartbeat(rows);
    } else if (event.type === 'log') {
      context.log.info(event.message, { fields: event.fields });
    }
  };
  try {
    return await work({ signal: context.cancellationSignal, attempt: context.info.attempt, emit });
  } finally {
    clearInterval(beat);
  }
}

/** True when the activity was told to stop because its worker ends, not because its run does. */
export const isWorkerEnding = (): boolean => cancellationDetails()?.workerShutdown ?? false;

import { VerbatimError } from '../errors.ts';
import type { RetryPolicy } from '../plan/retry.ts';

/** How long a step may take to stop after its time is up or its run was cancelled, in milliseconds, before it is left behind. */
export const graceMs = 10_000;

/**
 * Runs one attempt of a step under its time limit, on either engine. An attempt that does not stop when it is told to is
 * left behind after a grace: whatever it does then, its signal has been aborted, and every write asks that first.
 *
 * @param cancel - ends the attempt before its time
 * @throws VB6003 when the time is up · the reason of `cancel` when the attempt had to be left · what `work` throws
 */
export async function attemptWithin<T>(
  { timeoutMs }: Pick<RetryPolicy, 'timeoutMs'>,
  cancel: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  cancel.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([cancel, limit]);
  let grace: NodeJS.Timeout | undefined;
  let leave = (): void => {};
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => {
      grace = setTimeout(() => reject(signal.reason), graceMs);
    };
  });
  signal.addEventListener('abort', leave, { once: true });
  try {
    // A race hears of both: what is left behind may still fail, and nobody has to.
    return await Promise.race([work(signal), left]);
  } catch (thrown) {
    if (!limit.aborted || cancel.aborted) throw thrown;
    throw new VerbatimError('VB6003', `no end after ${Math.round(timeoutMs / 60_000)} min`, { cause: thrown });
  } finally {
    clearTimeout(grace);
    signal.removeEventListener('abort', leave);
  }
}

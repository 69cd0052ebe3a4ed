import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { attemptWithin } from '../../../core/run/attempt-within.ts';

const hour = { timeoutMs: 3_600_000 };
const never = new AbortController().signal;

/** What became of a promise, without waiting for it. */
function watched(attempt: Promise<unknown>): { end: unknown } {
  const seen: { end: unknown } = { end: 'at work' };
  attempt.then(
    result => (seen.end = result),
    thrown => (seen.end = thrown),
  );
  return seen;
}

describe('one attempt of a step', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('that heeds its cancellation ends as it says, and one that ends well all the same has ended well', async () => {
    const cancel = new AbortController();
    const obeying = watched(
      attemptWithin(hour, cancel.signal, async signal => {
        await new Promise(resolve => signal.addEventListener('abort', resolve));
        throw new Error('rolled back');
      }),
    );
    const finishing = watched(
      attemptWithin(hour, cancel.signal, async signal => {
        await new Promise(resolve => signal.addEventListener('abort', resolve));
        return 'the last batch';
      }),
    );
    cancel.abort(new Error('cancelled'));
    await vi.advanceTimersByTimeAsync(0);
    expect([obeying.end, finishing.end]).toEqual([new Error('rolled back'), 'the last batch']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that ignores its cancellation is left after 10 s with the reason, and may fail later', async () => {
    const cancel = new AbortController();
    let fail = (_error: Error): void => {};
    const hanging = watched(attemptWithin(hour, cancel.signal, () => new Promise((_, reject) => (fail = reject))));
    const reason = new Error('cancelled');
    cancel.abort(reason);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(hanging.end).toBe('at work');
    await vi.advanceTimersByTimeAsync(1);
    expect(hanging.end).toBe(reason);
    fail(new Error('too late'));
  });

  test('that ignores the end of its time is left 10 s later (VB6003)', async () => {
    let begun = (_signal: AbortSignal): void => {};
    const signal = new Promise<AbortSignal>(resolve => (begun = resolve));
    const hanging = watched(
      attemptWithin({ timeoutMs: 20 }, never, given => {
        begun(given);
        return new Promise(() => {});
      }),
    );
    const given = await signal;
    await new Promise(resolve => given.addEventListener('abort', resolve));
    expect(hanging.end).toBe('at work');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(hanging.end).toMatchObject({ code: 'VB6003', message: 'no end after 0 min' });
  });

  test('that was cancelled before it began does not begin', async () => {
    const work = vi.fn();
    await expect(attemptWithin(hour, AbortSignal.abort(new Error('cancelled')), work)).rejects.toThrow('cancelled');
    expect(work).not.toHaveBeenCalled();
  });
});

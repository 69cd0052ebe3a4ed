import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attemptedStep } from '../../workflows/worker/attempt.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** How often an attempt showed that it lives, before its work did anything and while `ms` went by. */
async function signsWithin(ms: number, heartbeatTimeoutMs: number): Promise<readonly [atOnce: number, all: number]> {
  const environment = new MockActivityEnvironment({ heartbeatTimeoutMs });
  let signs = 0;
  environment.on('heartbeat', () => {
    signs += 1;
  });
  return await environment.run(() =>
    attemptedStep(undefined, async () => {
      const atOnce = signs;
      vi.advanceTimersByTime(ms);
      return [atOnce, signs] as const;
    }),
  );
}

test('a step shows at once that it lives, and four times in the time after which it is given up', async () => {
  // One at once; 400 ms are four times 100 ms.
  expect(await signsWithin(400, 400)).toEqual([1, 5]);
});

test('however long that time is, a step shows every second that it lives', async () => {
  expect(await signsWithin(3_000, 30_000)).toEqual([1, 4]);
});

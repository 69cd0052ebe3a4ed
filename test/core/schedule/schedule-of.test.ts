import { expect, test } from 'vitest';
import { scheduleOf } from '../../../core/schedule/schedule-of.ts';
import type { PipelineSpec } from '../../../core/spec/spec.ts';

const overlapOf = (cron: string, overlap?: string) => {
  const schedule = { cron, catch_up: 'latest', jitter: 0, ...(overlap === undefined ? {} : { overlap }) };
  return scheduleOf('demo', { pipeline: 'monthly', timezone: 'UTC', schedule } as unknown as PipelineSpec)?.overlap;
};

test('a monthly or weekly start waits for the run before it, a more frequent one is left out, unless the block says', () => {
  expect(overlapOf('0 7 2 * *')).toBe('buffer-one');
  expect(overlapOf('0 7 * * mon')).toBe('buffer-one');
  // Monday and Thursday: the shorter gap is three days.
  expect(overlapOf('0 7 * * mon,thu')).toBe('skip');
  expect(overlapOf('*/15 * * * *')).toBe('skip');
  expect(overlapOf('0 7 2 * *', 'skip')).toBe('skip');
  expect(overlapOf('*/15 * * * *', 'buffer-all')).toBe('buffer-all');
});

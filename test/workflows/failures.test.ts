import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { VerbatimError } from '../../core/errors.ts';
import { failureOf } from '../../core/plan/failure.ts';
import { failedRunText, fromActivityFailure, toApplicationFailure } from '../../workflows/failures.ts';

const activityFailure = (cause: Error): ActivityFailure =>
  new ActivityFailure('Activity task failed', 'runIoStep', '1', RetryState.NON_RETRYABLE_FAILURE, 'w', cause);

describe('a failure over the server', () => {
  const error = new VerbatimError('VB2101', 'not utf-8', { hint: 'export it', at: { file: 'b.csv', line: 2 } });

  test('comes back with its place and its hint', () => {
    const crossed = toApplicationFailure(error, 3);
    expect([crossed.type, crossed.message]).toEqual(['VB2101', 'b.csv:2: not utf-8']);
    expect(fromActivityFailure(activityFailure(crossed))).toEqual({ failure: failureOf(error), attempts: 3 });
  });

  test('keeps its code when the server has cut its details off', () => {
    const cut = ApplicationFailure.create({ type: 'VB4002', message: 'no answer' });
    expect(fromActivityFailure(activityFailure(cut)).failure).toMatchObject({ code: 'VB4002', class: 'transient' });
    const strange = ApplicationFailure.create({ type: 'Error', message: 'x' });
    expect(fromActivityFailure(activityFailure(strange)).failure).toMatchObject({ code: 'VB9001', class: 'bug' });
  });
});

describe('the failure of a run', () => {
  const ended = (node: string, message: string) => ({
    ...{ node, status: 'failed' as const, failure: failureOf(new VerbatimError('VB2001', message)) },
  });

  test('names the first three failed steps and counts the others', () => {
    const skipped = { node: 'kpis', status: 'skipped' as const, failure: null };
    expect(failedRunText([ended('a', 'x'), skipped, ended('b', 'y')])).toBe('a: VB2001 x; b: VB2001 y');
    expect(failedRunText(['a', 'b', 'c', 'd', 'e'].map(node => ended(node, 'x')))).toBe(
      'a: VB2001 x; b: VB2001 x; c: VB2001 x; and 2 more',
    );
  });

  test('is short however much its steps have to say: 200 bytes each', () => {
    const text = failedRunText(Array.from({ length: 200 }, () => ended('n', '語'.repeat(2_000))));
    // Three of 200 bytes at most, two "; " and "; and 197 more".
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3 * 200 + 4 + 14);
    expect(text).toMatch(/^n: VB2001 語{60,}…; .*; and 197 more$/);
  });
});

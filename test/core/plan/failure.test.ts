import { expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import { errorOf, failedStepText, failureOf, failureText, hintLine, stepErrorOf } from '../../../core/plan/failure.ts';

const notUtf8 = new VerbatimError('VB2101', 'not utf-8: byte 0xE9', {
  ...{ hint: 'export it as UTF-8', at: { file: 'inbox/b.csv', line: 2 } },
});

test('a failure has the code, class, words, hint and place of its error, and gives the error back', () => {
  const failure = failureOf(notUtf8);
  expect(failure).toEqual({
    ...{ code: 'VB2101', class: 'source-contract', message: 'not utf-8: byte 0xE9', hint: 'export it as UTF-8' },
    at: { file: 'inbox/b.csv', line: 2 },
  });
  expect(failureOf(errorOf(failure))).toEqual(failure);
  expect(errorOf({ ...failure, code: 'VB8888' }).code).toBe('VB9001');
});

test('a failed step is told with its name, code, place and words, and how to mend it below', () => {
  const failure = failureOf(notUtf8);
  expect(failedStepText('survey.answers', 1, failure) + hintLine(failure)).toBe(
    'step survey.answers FAILED code=VB2101 attempts=1 inbox/b.csv:2: not utf-8: byte 0xE9\n  export it as UTF-8',
  );
  const { at: _, ...placeless } = { ...failure, hint: null };
  expect([failureText(placeless), hintLine(placeless)]).toEqual(['not utf-8: byte 0xE9', '']);
});

test('as JSON what is not known of a place is null', () => {
  const failure = failureOf(notUtf8);
  expect(stepErrorOf(failure)).toEqual({ ...failure, at: { file: 'inbox/b.csv', line: 2, column: null } });
  expect(stepErrorOf(failureOf(new VerbatimError('VB4002', 'x')))).toEqual({
    ...{ code: 'VB4002', class: 'transient', message: 'x', hint: null, at: null },
  });
});

test('texts are cut to what 200 failures of one run may take together', () => {
  const long = '語'.repeat(2_000);
  const failure = failureOf(new VerbatimError('VB3003', long, { hint: long, at: { file: long, line: 1 } }));
  // Of three bytes each: 2,000 hold 665 signs and the ellipsis, 500 hold 165.
  expect([failure.message, failure.hint, failure.at?.file].map(text => text?.length)).toEqual([666, 166, 166]);
});

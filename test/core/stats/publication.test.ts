import { describe, expect, test } from 'vitest';
import { figureState, isPublished, verdictOf } from '../../../core/stats/publication.ts';

test.each([
  [0, 'none'],
  [1, 'suppressed'],
  [4, 'suppressed'],
  [5, 'small'],
  [29, 'small'],
  [30, 'grey'],
  [99, 'grey'],
  [100, 'shown'],
] as const)('a base of %d with a minimum of 30 is %s', (n, state) => {
  expect(figureState(n, 30)).toBe(state);
});

test('a base of 4 stays hidden whatever minimum the pipeline sets', () => {
  expect(figureState(4, 1)).toBe('suppressed');
  expect(isPublished(figureState(5, 1))).toBe(true);
});

describe('the verdict', () => {
  const risen = { delta: 15, p: 0.069 };

  test('a rise of 15 points with p 0.069 is no detectable change', () => {
    expect(verdictOf('shown', 'shown', risen)).toBe('no-detectable-change');
  });

  test('comes from the test: p 0.05 is detected, in the direction of the difference', () => {
    expect(verdictOf('shown', 'grey', { delta: 15, p: 0.05 })).toBe('up');
    expect(verdictOf('grey', 'shown', { delta: -0.1, p: 0.001 })).toBe('down');
  });

  test('a base below the minimum on either side says so, whatever the test', () => {
    expect(verdictOf('small', 'shown', { delta: 40, p: 0.001 })).toBe('base-too-small');
    expect(verdictOf('shown', 'suppressed', { delta: 40, p: 0.001 })).toBe('base-too-small');
  });

  test('nothing to hold it against is no comparison, nothing at all no data', () => {
    expect(verdictOf('shown', null, null)).toBe('no-comparison');
    expect(verdictOf('shown', 'none', null)).toBe('no-comparison');
    expect(verdictOf('shown', 'shown', null)).toBe('no-comparison');
    expect(verdictOf('none', 'shown', null)).toBe('no-data');
  });
});

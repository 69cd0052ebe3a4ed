import { expect, test } from 'vitest';
import type { ConnectorNode } from '../../../core/plan/plan.ts';
import { noCounts } from '../../../core/plan/result.ts';
import { judgeSoFar, judgeWhole } from '../../../core/run/stream-limits.ts';

type Quarantine = ConnectorNode['quarantine'];

const usual: Quarantine = { rows: null, rate: 0.1, floor: 10 };
const node = (quarantine: Quarantine = usual, minRows = 0) => ({ id: 'survey.answers', quarantine, minRows });
const counts = (read: number, rejected: number, filtered = 0) => ({
  ...{ ...noCounts, read, rejected, filtered },
  written: read - rejected,
});

/** The code with which a complete read fails; `null` when it passes. */
const verdict = (read: number, rejected: number, limits: Quarantine = usual, minRows = 0): string | null => {
  try {
    judgeWhole(node(limits, minRows), counts(read, rejected));
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('of a small file ten rows may be refused, one of five as well', () => {
  expect(verdict(5, 1)).toBeNull();
  expect(verdict(40, 10)).toBeNull();
  expect(verdict(40, 11)).toBe('VB2301');
});

test('of a large file a tenth may be refused: 600 of 6,000 pass and 601 do not', () => {
  expect(verdict(6_000, 600)).toBeNull();
  expect(verdict(6_000, 601)).toBe('VB2301');
});

test('a file of which every row was refused fails, however small it is and whatever the limits allow', () => {
  expect(verdict(1, 1)).toBe('VB2301');
  expect(verdict(300, 300)).toBe('VB2301');
  expect(verdict(3, 3, { rows: 500, rate: 1, floor: 0 })).toBe('VB2301');
  expect(verdict(3, 3, { rows: null, rate: null, floor: 0 })).toBe('VB2301');
  expect(() => judgeWhole(node(), counts(300, 300))).toThrow('survey.answers: all 300 rows were rejected');
  expect(() => judgeWhole(node(), counts(1, 1))).toThrow('survey.answers: the only row was rejected');
});

test('a file without rows passes, and one with fewer than min_rows does not', () => {
  expect(verdict(0, 0)).toBeNull();
  expect(verdict(0, 0, usual, 1)).toBe('VB2302');
  expect(verdict(99, 0, usual, 100)).toBe('VB2302');
  expect(verdict(100, 0, usual, 100)).toBeNull();
  expect(() => judgeWhole(node(usual, 100), counts(1, 0, 250))).toThrow(
    'survey.answers: 1 row was read ("where" left out 250), at least 100 are expected',
  );
});

test('limits that the pipeline gives hold as they are written: 2 % of 50 rows is one', () => {
  const given = { rows: null, rate: 0.02, floor: 0 };
  expect([verdict(50, 1, given), verdict(50, 2, given)]).toEqual([null, 'VB2301']);
  const rows = { rows: 5, rate: null, floor: 0 };
  expect([verdict(8, 5, rows), verdict(800, 6, rows)]).toEqual([null, 'VB2301']);
});

test('while a stream is read a rate counts from 1,000 rows on, a number of rows from the first', () => {
  expect(() => judgeSoFar(node(), 999, 500)).not.toThrow();
  expect(() => judgeSoFar(node(), 1_000, 101)).toThrow('101 of 1000 rows were rejected, more than the limit of 10 %');
  expect(() => judgeSoFar(node({ rows: 2, rate: null, floor: 0 }), 3, 3)).toThrow('more than the limit of 2 rows');
});

import { expect, test } from 'vitest';
import { shown } from '../../../core/map/fault.ts';

test('numbers, dates and placeholders are quoted', () => {
  for (const cell of [
    '11',
    '4,5',
    '1 234,5',
    '-3',
    '95 %',
    '31/02/2026',
    '2026-03-29T02:30',
    '29.02.2026 10:00:00',
    'N/A',
    '-',
    'abc',
    'n.c.',
  ]) {
    expect(shown(cell)).toBe(`"${cell}"`);
  }
});

test('what may be a word of a customer, a name, a telephone, card or account number is not', () => {
  for (const cell of [
    'Claire',
    'très déçu',
    'a b',
    '06 12 34 56 78',
    '0612345678',
    '4970 1000 0000 0014',
    'FR76 3000',
    'x@y.fr',
    '1234567890',
    'à +',
    '2026-10-01 Mme',
    '😀😀😀',
  ]) {
    expect(shown(cell)).toBe(`a text of ${cell.length} characters`);
  }
});

test('a single character that is a space is counted, not quoted', () => {
  expect(shown('\u00a0')).toBe('a text of 1 character');
});

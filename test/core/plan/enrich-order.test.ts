import { expect, test } from 'vitest';
import { type Enriching, enrichOrder } from '../../../core/plan/enrich-order.ts';

const step = (
  id: string,
  reads: Enriching['reads'],
  writes: Enriching['writes'],
  needs: readonly string[] = [],
): Enriching => ({
  id,
  needs,
  reads,
  writes,
});

test('a step that fills a field comes before the one that reads it', () => {
  const redact = step('redact', ['comment', 'language'], []);
  expect(enrichOrder([redact, step('detect', ['texts'], ['language'])])).toEqual(['detect', 'redact']);
});

test('what a step needs comes first, even against what the fields say', () => {
  const reader = step('reader', ['language'], []);
  const writer = step('writer', [], ['language'], ['reader']);
  expect(enrichOrder([writer, reader])).toEqual(['reader', 'writer']);
});

test('two steps that each read what the other fills keep the order of the pipeline', () => {
  const language = step('language', ['comment'], ['language']);
  const redact = step('redact', ['comment', 'language'], ['comment']);
  expect(enrichOrder([language, redact])).toEqual(['language', 'redact']);
  expect(enrichOrder([redact, language])).toEqual(['redact', 'language']);
});

test('fields that lead in a circle over three steps do not: the first ones in the pipeline decide', () => {
  const a = step('a', ['comment'], ['language']);
  const b = step('b', ['language'], ['channel']);
  const c = step('c', ['channel'], ['comment']);
  const order = enrichOrder([a, b, c])!;
  expect([...order].sort()).toEqual(['a', 'b', 'c']);
});

test('needs that make a circle have no order; a need of another kind of step is passed over', () => {
  expect(enrichOrder([step('a', [], [], ['b']), step('b', [], [], ['a'])])).toBeNull();
  expect(enrichOrder([step('a', [], [], ['elsewhere'])])).toEqual(['a']);
});

import { expect, test } from 'vitest';
import { nearest, suggest } from '../../../core/text/nearest.ts';

test.each([
  ['npss', ['nps', 'csat', 'ces'], 'nps'],
  ['sprectrum', ['spectrum', 'other'], 'spectrum'],
  ['delimeter', ['delimiter', 'decimal'], 'delimiter'],
  ['langauge', ['language'], 'language'],
  ['Europe/Pariss', ['Europe/Paris', 'Europe/Prague'], 'Europe/Paris'],
  ['min-n', ['min_n'], 'min_n'],
  ['Path', ['path'], 'path'],
  ['win', ['window', 'use'], 'window'],
  ['zzz', ['nps', 'csat'], null],
  ['', ['nps'], null],
  ['x', [], null],
])('"%s" among %j means %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});

test('of two equally near ones the first stands, so that a hint does not change from run to run', () => {
  expect(nearest('aab', ['aaa', 'aac'])).toBe('aaa');
});

test('a hint names what may be meant and what else there is, in order and once', () => {
  expect(suggest('npss', ['nps', 'csat', 'nps'])).toBe('did you mean "nps"? (known: csat, nps)');
  expect(suggest('zzz', ['nps', 'csat'])).toBe('known: csat, nps');
  expect(suggest(';', [',', '.'])).toBe('did you mean ","? (known: ",", ".")');
  expect(suggest('zzz', [])).toBe('there is none');
  expect(
    suggest(
      'zzz',
      Array.from({ length: 20 }, (_, index) => `k${10 + index}`),
    ),
  ).toBe('known: k10, k11, k12, k13, k14, k15, k16, k17, k18, k19, k20, k21, … 8 more');
});

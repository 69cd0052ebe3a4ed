import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../../plugins/enrichments/redact-pii/linear-pattern.ts';

function allOf(pattern: string, text: string): string[] {
  const { find } = compilePattern(pattern);
  const found: string[] = [];
  for (let at = find(text, 0); at !== null; at = find(text, at.to)) found.push(text.slice(at.from, at.to));
  return found;
}

describe('what a pattern matches', () => {
  test('literals in any case, accents included', () => {
    expect(allOf('CMD-\\d{6}', 'cmd-123456, Cmd-000001')).toEqual(['cmd-123456', 'Cmd-000001']);
    expect(allOf('RÉF\\d+', 'réf12 Réf3')).toEqual(['réf12', 'Réf3']);
  });

  test('word edges, also beside accents', () => {
    expect(allOf('\\bCMD-\\d{6}\\b', 'CMD-1234567 XCMD-123456 CMD-654321.')).toEqual(['CMD-654321']);
    expect(allOf('\\bA\\d\\b', 'éA1 A2é A3')).toEqual(['A3']);
  });

  test('classes, ranges, opposites and escapes', () => {
    expect(allOf('[A-Z]{2}[0-9_-]{3}', 'ab1_2 cd-34')).toEqual(['ab1_2', 'cd-34']);
    expect(allOf('[^0-9]\\d', 'a1b2')).toEqual(['a1', 'b2']);
    expect(allOf('\\D\\s\\w\\.', 'x 1. y')).toEqual(['x 1.']);
    expect(allOf('a.c', 'abc a\nc')).toEqual(['abc']);
  });

  test('the longest of the leftmost, whichever way it is written', () => {
    expect(allOf('ab|abc', 'xabcab')).toEqual(['abc', 'ab']);
    expect(allOf('a{1,3}', 'aaaaa')).toEqual(['aaa', 'aa']);
    expect(allOf('(?:AB|CD)-?\\d+(-\\d{2})?', 'ab12-34 CD-5')).toEqual(['ab12-34', 'CD-5']);
  });

  test('the beginning and the end of the text', () => {
    expect(allOf('^N\\d$', 'N1')).toEqual(['N1']);
    expect(allOf('^N\\d$', 'N1 N2')).toEqual([]);
  });

  test('the same as the regular expressions of the language, where these are greedy', () => {
    const pattern = fc.constantFrom('A-?\\d{2,4}', '\\b[AB]{2}\\d+\\b', '(?:A|B)\\d?[-_]', 'B+1', '\\d{3}');
    const text = fc.string({ unit: fc.constantFrom('A', 'B', '1', '2', '-', '_', ' '), maxLength: 30 });
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        expect(allOf(source, given)).toEqual([...given.matchAll(new RegExp(source, 'gi'))].map(match => match[0]));
      }),
      { numRuns: 1_000 },
    );
  });

  test('at most 64 characters', () => {
    expect(allOf('A\\d*B', `A${'1'.repeat(62)}B`)).toHaveLength(1);
    expect(allOf('A\\d*B', `A${'1'.repeat(63)}B`)).toEqual([]);
  });
});

describe('what is refused', () => {
  test.each([
    ['(a+)+$', 'stands around another repeat'],
    ['(?:\\d{1,5}-)*X', 'stands around another repeat'],
    ['(?=a)b', 'not allowed'],
    ['(?<=a)b', 'not allowed'],
    ['(?<n>a)', 'not allowed'],
    ['(a)\\1', 'not understood'],
    ['a*', 'empty text'],
    ['\\b', 'empty text'],
    ['a|', 'empty text'],
    ['', 'empty text'],
    ['a{2', 'not understood'],
    ['a{5,2}', 'not between'],
    ['a{1000}', 'not between'],
    ['a+?', 'followed by another'],
    ['a**', 'followed by another'],
    ['[z-a]', 'not understood'],
    ['[', 'too soon'],
    ['(a', 'too soon'],
    ['a)', 'not understood'],
    ['\\p{L}', 'not understood'],
    ['^*a', 'nothing to repeat'],
    ['a'.repeat(201), 'longer than 200'],
    ['([a-z]{100}){100}x'.repeat(3), 'too large'],
  ])('%s', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(reason);
  });
});

test('a text made to be slow is read in a time that grows with its length alone', () => {
  // 44 s for 30 characters is what the language's own engine takes for (a+)+$; here 300,000 end within the test's limit.
  const hostile = '1'.repeat(300_000);
  for (const pattern of ['\\d+X', '\\d*\\d*\\d*X', '(?:1|11)X', '\\b\\d{1,50}\\d{1,50}X']) {
    expect(allOf(pattern, hostile)).toEqual([]);
  }
});

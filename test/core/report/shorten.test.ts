import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shorten } from '../../../core/report/shorten.ts';

test('a text that fits stays as it is, on one line', () => {
  expect(shorten('  Très bien,\r\n\tmerci.  ')).toBe('Très bien, merci.');
});

test('a longer text is cut at a word, without the sign before the cut', () => {
  expect(shorten('un deux, trois quatre', 13)).toBe('un deux…');
  expect(shorten('un deux trois quatre', 14)).toBe('un deux trois…');
  expect(shorten('un deux trois', 13)).toBe('un deux trois');
});

test('a single word that is too long is cut inside', () => {
  expect(shorten('abcdefghij', 5)).toBe('abcd…');
});

test('a letter outside the basic plane is never cut in two', () => {
  expect(shorten('👍'.repeat(10), 5)).toBe('👍👍👍👍…');
});

test('no result is longer than the limit, and cutting again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), text => {
      const short = shorten(text);
      expect([...short].length).toBeLessThanOrEqual(280);
      expect(shorten(short)).toBe(short);
    }),
  );
});

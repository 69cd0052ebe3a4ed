import { expect, test } from 'vitest';
import { cutText } from '../../../core/model/cut-text.ts';

test('a text that fits stays as it is', () => {
  expect([cutText('', 3), cutText('abc', 3), cutText('語', 3)]).toEqual(['', 'abc', '語']);
});

test('bytes are counted, not characters: of four signs of three bytes, 11 bytes hold two and the ellipsis', () => {
  expect(cutText('語語語語', 12)).toBe('語語語語');
  expect(cutText('語語語語', 11)).toBe('語語…');
});

test('no character is cut in two', () => {
  // Four bytes and two units each.
  expect(cutText('🙂🙂🙂', 11)).toBe('🙂🙂…');
  expect(cutText('🙂🙂🙂', 10)).toBe('🙂…');
});

test('what JSON escapes counts as long as it is then, and a cut text is not cut again', () => {
  // A quote takes two bytes, a control character and half a pair six.
  expect(cutText('"""""', 9)).toBe('"""…');
  expect(cutText('\u0001\u0001', 11)).toBe('\u0001…');
  expect(cutText('\ud800\ud800', 11)).toBe('\ud800…');
  for (const text of ['é"語🙂\u0001\ud800x'.repeat(50)]) {
    const cut = cutText(text, 100);
    expect(Buffer.byteLength(JSON.stringify(cut))).toBeLessThanOrEqual(102);
    expect(cutText(cut, 100)).toBe(cut);
  }
});

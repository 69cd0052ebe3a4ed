import { describe, expect, test } from 'vitest';
import { fontFaces } from '../../reports/web-fonts.ts';

const families = (css: string): readonly string[] =>
  [...css.matchAll(/font-family:'([^']+)'/g)].map(match => match[1]!);

describe('fontFaces', () => {
  test('embeds four cuts of Inter for Latin text, and nothing else', async () => {
    const css = await fontFaces('Été 2026 − 12 % « œuvre »');
    expect(families(css)).toEqual(['Inter', 'Inter', 'Inter', 'Inter']);
    expect([...css.matchAll(/font-weight:(\d+)/g)].map(match => match[1])).toEqual(['400', '500', '600', '700']);
    expect(css).not.toMatch(/url\((?!data:font\/woff2;base64,)/);
  });

  test('adds a range of Inter only when a letter of it occurs', async () => {
    expect(await fontFaces('Москва')).toContain('U+0400-045F');
    expect(await fontFaces('Paris')).not.toContain('U+0400-045F');
  });

  test('takes Noto Emoji for an emoji and its skin tone, not for digits', async () => {
    expect(families(await fontFaces('12 fois'))).not.toContain('Noto Emoji');
    expect(families(await fontFaces('👍🏽'))).toContain('Noto Emoji');
  });

  test('gives the same bytes for the same characters', async () => {
    expect(await fontFaces('ab 👍')).toBe(await fontFaces('👍 ba'));
  });
});

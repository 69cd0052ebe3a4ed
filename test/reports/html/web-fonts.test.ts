import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fontFaces } from '../../../reports/html/web-fonts.ts';

const families = (css: string): readonly string[] =>
  [...css.matchAll(/font-family:'([^']+)'/g)].map(match => match[1]!);

test('the template names the families in the order in which characters are looked up', () => {
  const styles = readFileSync(resolve(import.meta.dirname, '../../../reports/templates/monthly-cx/styles.css'), 'utf8');
  expect(styles).toContain("font-family: Inter, 'Noto Emoji', 'Noto Sans Arabic', 'Noto Sans JP', sans-serif;");
});

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

  test('takes Noto Sans Arabic for Arabic, and the one range that its letters are in', async () => {
    const css = await fontFaces('مرحبا، شكرا');
    expect(families(css)).toEqual(['Inter', 'Inter', 'Inter', 'Inter', 'Noto Sans Arabic']);
    expect(css).toContain('U+0600-06FF');
  });

  test('takes of Noto Sans JP the ranges that occur, and not all hundred and more', async () => {
    const found = families(await fontFaces('配送が遅い、カード'));
    expect(found).toContain('Noto Sans JP');
    expect(found).not.toContain('Noto Sans Arabic');
    expect(found.length).toBeLessThan(12);
  });

  test('embeds neither for European text, its signs and its emoji', async () => {
    const found = families(await fontFaces('Œuvre à 12 € − ½ “ça” Москва Αθήνα Łódź 👍 ❤️'));
    expect(found.filter(family => family.startsWith('Noto Sans'))).toEqual([]);
  });

  test('gives the same bytes for the same characters', async () => {
    expect(await fontFaces('ab 👍')).toBe(await fontFaces('👍 ba'));
  });
});

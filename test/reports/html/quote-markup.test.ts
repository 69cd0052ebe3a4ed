import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directionOf, languageTag, quoteMarkup } from '../../../reports/html/quote-markup.ts';

const html = (text: string, marks: readonly (readonly [number, number])[] = []): string =>
  quoteMarkup({ text, marks }).html;
const unescaped = (markup: string): string =>
  markup
    .replace(/<\/?(bdi|mark)>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

describe('quoteMarkup', () => {
  test('marks the words that matter', () => {
    expect(html('colis arrivé ouvert', [[13, 19]])).toBe('<bdi>colis arrivé <mark>ouvert</mark></bdi>');
  });

  test('escapes inside and outside of marks', () => {
    expect(html('<b>&"\'', [[0, 3]])).toBe('<bdi><mark>&lt;b&gt;</mark>&amp;&quot;&#39;</bdi>');
  });

  test('passes over marks that overlap, are empty or leave the text', () => {
    expect(
      html('abcdef', [
        [0, 2],
        [1, 3],
        [4, 4],
        [5, 9],
      ]),
    ).toBe('<bdi><mark>ab</mark>cdef</bdi>');
  });

  test('keeps any text as it is, whatever the marks', () => {
    const mark = fc.tuple(fc.nat(30), fc.nat(30));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.array(mark), (text, marks) => {
        expect(unescaped(html(text, marks))).toBe(text);
      }),
    );
  });

  test('never opens an element but its own', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.nat(20), fc.nat(20))), (text, marks) => {
        expect(html(text, marks).replace(/<\/?(bdi|mark)>/g, '')).not.toMatch(/[<>]/);
      }),
    );
  });

  test('five hundred stacked accents are painted as six', () => {
    expect(html(`Z${'\u0301'.repeat(500)}a`)).toBe(`<bdi>Z${'\u0301'.repeat(6)}a</bdi>`);
  });

  test('control characters and half surrogates, which HTML does not allow, are replaced', () => {
    expect(html('a\u0000b\ud83dc')).toBe('<bdi>a\ufffdb\ufffdc</bdi>');
    expect(html('\u0080a\u009b\u00a0')).toBe('<bdi>\ufffda\ufffd\u00a0</bdi>');
  });

  test('signs that turn the direction, and would turn the words behind the quote as well, are left out', () => {
    expect(html('\u202egnp.exe\u202c \u2067test\u2066 \u200f')).toBe('<bdi>gnp.exe test \u200f</bdi>');
  });
});

test('a text runs in the direction of its first letter', () => {
  expect(directionOf('« 3 وصل الطرد')).toBe('rtl');
  expect(directionOf('Très bien — وصل')).toBe('ltr');
  expect(directionOf('👍')).toBe('ltr');
});

test('a language that is no tag is left unknown', () => {
  expect(languageTag('fr')).toBe('fr');
  expect(languageTag('pt-BR')).toBe('pt-BR');
  expect(languageTag('fr" onload="x')).toBe('');
  expect(languageTag(null)).toBe('');
});

import { expect, test } from 'vitest';
import { wordTokens } from '../../../core/text/word-tokens.ts';

const wordsOf = (text: string): readonly string[] => wordTokens(text).map(token => token.word);

test('words are small letters with their accents, and clause ends are empty', () => {
  expect(wordsOf('Très DÉÇU, vraiment !')).toEqual(['très', 'déçu', '', 'vraiment', '']);
  expect(wordsOf('ligne\ndeux…')).toEqual(['ligne', '', 'deux', '']);
});

test('both apostrophes are one, and an elision is a word of its own', () => {
  expect(wordsOf("Ce n'est qu'un début, l’accueil")).toEqual([
    'ce',
    "n'",
    'est',
    "qu'",
    'un',
    'début',
    '',
    "l'",
    'accueil',
  ]);
  expect(wordsOf("I don’t, they DON'T")).toEqual(['i', "don't", '', 'they', "don't"]);
});

test('emoji are words, with their skin tone', () => {
  expect(wordsOf('bien👍🏽 👎')).toEqual(['bien', '👍🏽', '👎']);
});

test('offsets are those of the text', () => {
  for (const { word, from, to } of wordTokens("Ça n'est pas 👍 l’idéal.")) {
    if (word !== '') expect("Ça n'est pas 👍 l’idéal.".slice(from, to).toLowerCase().replace('’', "'")).toBe(word);
  }
});

test('a run of letters that is too long for a word is passed over', () => {
  expect(wordsOf(`a ${'x'.repeat(1_000_000)} b`)).toEqual(['a', 'b']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marksOf } from '../../../core/report/marks.ts';

const marked = (text: string, because: readonly string[]) =>
  marksOf(text, because).map(([from, to]) => text.slice(from, to));

test('finds words whatever their accents, case and apostrophes', () => {
  expect(marked('Très DÉÇU, personne n’est venu.', ['decu', "personne n'est venu"])).toEqual([
    'DÉÇU',
    'personne n’est venu',
  ]);
  expect(marked('De bon cœur, et l’œuvre est belle', ['coeur', 'OEUVRE'])).toEqual(['cœur', 'œuvre']);
});

test('finds words only as whole words', () => {
  expect(marked('Repassons au passage, pas ici', ['pas'])).toEqual(['pas']);
  expect(marked('tonnes de bonnes choses', ['bon'])).toEqual([]);
});

test('marks a reason of several words as one span, a few words between, never over a sentence end', () => {
  expect(marked("Ce n'est pas vraiment très bon, dommage", ['pas bon'])).toEqual(['pas vraiment très bon']);
  expect(marked('Je ne dis pas. Bon, passons', ['pas bon'])).toEqual([]);
  expect(marked('pas un deux trois quatre cinq bon', ['pas bon'])).toEqual([]);
});

test('marks every place, in order, and merges what overlaps', () => {
  expect(marked('lent, lent et trop lent', ['trop lent', 'lent'])).toEqual(['lent', 'lent', 'trop lent']);
});

test('marks nothing for a reason that is not there or has no letters', () => {
  expect(marked('rien à redire', ['retard', '', '…', '+'])).toEqual([]);
});

test('an emoji before a word does not move its mark', () => {
  expect(marked('👍🏽 super équipe', ['equipe'])).toEqual(['équipe']);
});

test('a reason with the signs of a pattern is read as text', () => {
  expect(marked('vraiment nul (hélas)', ['nul (.*)'])).toEqual(['nul']);
});

test('a long text without an answer takes no time that grows with its tries', () => {
  // Every place starts a try, and each ends within four words: 20 000 tries of bounded length.
  expect(marksOf('pas un '.repeat(20_000), ['pas bon'])).toEqual([]);
});

test('marks are in order, do not overlap and lie within the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.array(fc.string({ maxLength: 8 }), { maxLength: 6 }),
      (text, because) => {
        let end = 0;
        for (const [from, to] of marksOf(text, [...because, ...text.split(' ').slice(0, 3)])) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});

import { describe, expect, test } from 'vitest';
import { typeset } from '../../../reports/html/typeset.ts';

const narrow = '\u202f';
const wide = '\u00a0';

describe('typeset, French', () => {
  test.each([
    ['Qui dit quoi ?', `Qui dit quoi${narrow}?`],
    ['Vite!', `Vite${narrow}!`],
    ['un ; deux', `un${narrow}; deux`],
    ['Pourquoi ?!', `Pourquoi${narrow}?!`],
    ['12 %', `12${narrow}%`],
    ['{n}% des réponses', `{n}${narrow}% des réponses`],
    ['Note : trois', `Note${wide}: trois`],
    ['« Livraison »', `«${narrow}Livraison${narrow}»`],
    ['«Livraison»', `«${narrow}Livraison${narrow}»`],
  ])('sets the spaces of %j', (text, expected) => {
    expect(typeset(text, 'fr')).toBe(expected);
  });

  test('leaves times and addresses alone', () => {
    expect(typeset('À 12:30, voir https://exemple.fr/?a=1;b=2', 'fr')).toBe(
      'À 12:30, voir https://exemple.fr/?a=1;b=2',
    );
  });

  test('is the same when set twice', () => {
    const once = typeset("« D'où vient-il ? » : 5 % ; n = 3", 'fr');
    expect(typeset(once, 'fr')).toBe(once);
  });
});

test('both languages get typographic apostrophes and ellipses', () => {
  expect(typeset("l'écart d'un mois...", 'fr')).toBe('l’écart d’un mois…');
  expect(typeset("the client's month...", 'en')).toBe('the client’s month…');
});

test('an equals sign does not part from what it says', () => {
  expect(typeset('n = {n}', 'en')).toBe(`n${wide}=${wide}{n}`);
});

test('English keeps its punctuation close', () => {
  expect(typeset('Why? Because: 5%; see “all”!', 'en')).toBe('Why? Because: 5%; see “all”!');
});

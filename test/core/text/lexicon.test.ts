import { describe, expect, test } from 'vitest';
import { createLexiconScorer, type Lexicon } from '../../../core/text/lexicon.ts';

const values: Readonly<Record<string, number>> = { good: 0.6, great: 0.8, bad: -0.6, wrong: -0.4, slow: -0.4, huge: 7 };

const lexicon: Lexicon = {
  wordValue: word => (Object.hasOwn(values, word) ? values[word]! : null),
  negators: new Set(['not', 'never', 'nothing']),
  pairedNegators: new Map([['longer', new Set(['no'])]]),
  contrasts: new Set(['but']),
  expressions: new Map([
    ['thanks for nothing', -0.6],
    ['on the other hand', 0],
  ]),
};
const score = createLexiconScorer(lexicon);

describe('the score', () => {
  test('is the sum of the values, bent into -1..1 by s / √(s² + 0.6)', () => {
    // 0.6 / √(0.36 + 0.6) = 0.6 / 0.9798 = 0.6124
    expect(score('good')!.score).toBeCloseTo(0.6124, 4);
    // 0.6 + 0.8 = 1.4; 1.4 / √(1.96 + 0.6) = 1.4 / 1.6 = 0.875
    expect(score('good great')!.score).toBeCloseTo(0.875, 10);
    expect(score('bad bad bad bad bad')!.score).toBeGreaterThan(-1);
  });

  test('holds a value from a list within -1..1', () => {
    // 1 / √(1 + 0.6) = 0.7906
    expect(score('huge')!.score).toBeCloseTo(0.7906, 4);
  });

  test('is 0 and neutral when words cancel out, and asks for a reader', () => {
    expect(score('good and bad')).toMatchObject({ label: 'neutral', score: 0, margin: 0.1, needsReview: false });
    expect(score('good good bad slow slow')).toMatchObject({ label: 'negative' });
  });

  test('asks for a reader when it is near another label', () => {
    const near = createLexiconScorer({ ...lexicon, wordValue: word => (word === 'meh' ? -0.1 : null) });
    // -0.1 / √(0.01 + 0.6) = -0.1280: 0.028 beyond the neutral band
    expect(near('meh')).toMatchObject({ label: 'negative', needsReview: true });
    expect(near('meh')!.margin).toBeCloseTo(0.028, 3);
    expect(score('bad')).toMatchObject({ needsReview: false });
  });

  test('comes with the words that made it, each once, and without a probability', () => {
    expect(score('Good, good and not slow')).toMatchObject({ because: ['good', 'not slow'], probability: null });
  });
});

describe('a negator', () => {
  test('turns known words among the three after it', () => {
    expect(score('not very good')).toMatchObject({ label: 'negative', because: ['not good'] });
    expect(score('nothing wrong')).toMatchObject({ label: 'positive' });
    expect(score('never a b c good')).toMatchObject({ label: 'positive', because: ['good'] });
    expect(score("it isn't good")).toMatchObject({ label: 'negative' });
  });

  test('does not reach over the end of a clause or a contrast', () => {
    expect(score('not today, good')).toMatchObject({ label: 'positive' });
    expect(score('not here but good')).toMatchObject({ label: 'positive' });
  });

  test('of two halves turns only after its first half', () => {
    expect(score('no longer good')).toMatchObject({ label: 'negative' });
    expect(score('longer good')).toMatchObject({ label: 'positive' });
  });
});

describe('expressions', () => {
  test('count as one word', () => {
    expect(score('Thanks for nothing')).toMatchObject({ label: 'negative', because: ['thanks for nothing'] });
  });

  test('of value 0 begin a new clause', () => {
    expect(score('not, on the other hand good')).toMatchObject({ label: 'positive' });
    expect(score('on the other hand')).toBeNull();
  });
});

describe('clauses', () => {
  test('are given where they disagree, with their place in the text', () => {
    const text = 'The food is great but slow.';
    expect(score(text)).toMatchObject({
      mixed: true,
      clauses: [
        { from: 12, to: 17, label: 'positive' },
        { from: 22, to: 26, label: 'negative' },
      ],
    });
  });

  test('are left out where they agree', () => {
    expect(score('great but good')).toMatchObject({ mixed: false, clauses: [] });
  });
});

describe('a question that expects blame', () => {
  test('makes a bare noun negative', () => {
    expect(score('the price', { prior: 'negative' })).toMatchObject({ label: 'negative', because: [] });
    expect(score('the price', { prior: 'positive' })).toMatchObject({ label: 'positive' });
    expect(score('the price')).toBeNull();
  });

  test('does not turn "nothing" into blame', () => {
    expect(score('nothing', { prior: 'negative' })).toBeNull();
    expect(score('nothing at all to say', { prior: 'negative' })).toBeNull();
  });

  test('weighs less than plain praise', () => {
    expect(score('it is great', { prior: 'negative' })).toMatchObject({ label: 'positive' });
  });
});

describe('awkward texts', () => {
  test('without a known word there is no score', () => {
    for (const text of ['', ' ', '...', '\0', 'constructor', '__proto__', 'a table', '\uD800']) {
      expect(score(text)).toBeNull();
    }
    expect(score('...', { prior: 'negative' })).toBeNull();
  });

  test('a list that answers with no number is not believed', () => {
    const strange = createLexiconScorer({ ...lexicon, wordValue: () => Number.NaN });
    expect(strange('good bad')).toBeNull();
  });

  test('only the first 20,000 characters count', () => {
    expect(score(`${'a '.repeat(10_000)}good`)).toBeNull();
    expect(score(`${'a '.repeat(9_990)}good`)).toMatchObject({ label: 'positive' });
  });

  test('emoji have a tone', () => {
    expect(score('👍🏽')).toMatchObject({ label: 'positive', because: ['👍🏽'] });
    expect(score('😡😡')).toMatchObject({ label: 'negative' });
    expect(score('📦')).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import type { Annotation, Sentiment, TextItem } from '../../core/sdk.ts';
import { contextFor, firedSignal, outputOf } from './plugin-context.ts';
import { selfDescriptionContract } from './self-description.ts';

/** A comment to score. */
export const textItem = (text: string, language: string | null, given: Partial<TextItem> = {}): TextItem => ({
  text,
  language,
  question: 'comment',
  prior: null,
  ...given,
});

/** Texts that broke scorers before: members of every object, empty ones, signs, halves of characters, a very long one. */
const awkward: readonly string[] = [
  '',
  ' ',
  '\n\t',
  '.',
  '…!?',
  '12',
  '\0',
  '\uD800',
  '\uDC00 ok',
  'constructor',
  'hasOwnProperty toString valueOf __proto__ prototype',
  '👍🏽👨‍👩‍👧‍👦',
  '\u202Egood\u202C',
  'e\u0301'.repeat(500),
  'a'.repeat(100_000),
  'good '.repeat(50_000),
];

/**
 * What every sentiment plugin must keep to, whoever wrote it.
 *
 * @param sentiment - the plugin
 * @param cases - `options` to try beside the defaults; `positive` and `negative` texts that are beyond doubt
 */
export function sentimentContract<Options>(
  sentiment: Sentiment<Options>,
  cases: {
    readonly options: readonly object[];
    readonly positive: readonly TextItem[];
    readonly negative: readonly TextItem[];
  },
): void {
  const parsed = [{}, ...cases.options].map(given => sentiment.options.parse(given));
  const last = parsed.at(-1)!;
  const strange = awkward.flatMap(text => sentiment.model.languages.map(language => textItem(text, language)));
  const batch = [...cases.positive, ...cases.negative, ...strange];
  const score = async (options: Options, items: readonly TextItem[]): Promise<readonly (Annotation | null)[]> =>
    (await sentiment.open(contextFor(options)))(items);

  describe('sentiment contract: what it says of itself', () => {
    selfDescriptionContract(sentiment, 'sentiment');

    test('has a model with a revision and ISO 639-1 languages', () => {
      expect(sentiment.model.id.length).toBeGreaterThan(2);
      expect(sentiment.model.revision.length).toBeGreaterThan(0);
      expect(sentiment.model.languages.length).toBeGreaterThan(0);
      for (const language of sentiment.model.languages) expect(language).toMatch(/^[a-z]{2}$/);
    });
  });

  describe('sentiment contract: what it does', () => {
    test('gives back as many items as it gets, whatever they hold', async () => {
      for (const options of parsed) {
        expect(await score(options, [])).toEqual([]);
        expect((await score(options, batch)).length).toBe(batch.length);
      }
    });

    test('finds plain praise positive and plain blame negative, with a score of that sign', async () => {
      for (const item of cases.positive) {
        const [found] = await score(last, [item]);
        expect(found, item.text).toMatchObject({ label: 'positive' });
        expect(found!.score, item.text).toBeGreaterThan(0);
      }
      for (const item of cases.negative) {
        const [found] = await score(last, [item]);
        expect(found, item.text).toMatchObject({ label: 'negative' });
        expect(found!.score, item.text).toBeLessThan(0);
      }
    });

    test('keeps every figure within its bounds and every span within its text', async () => {
      for (const options of parsed) {
        for (const [index, found] of (await score(options, batch)).entries()) {
          if (found) expectSound(found, batch[index]!.text);
        }
      }
    });

    test('gives the same for the same, alone or in company, opened once or twice', async () => {
      const whole = await score(last, batch);
      const opened = await sentiment.open(contextFor(last));
      const single: (Annotation | null)[] = [];
      for (const item of [...batch].reverse()) single.unshift(...(await opened([item])));
      expect(single).toEqual(whole);
    });

    test('abstains on a language that is not its own', async () => {
      const foreign = cases.positive.map(item => ({ ...item, language: 'xx' }));
      expect(await score(last, foreign)).toEqual(foreign.map(() => null));
    });

    test('gives back what JSON carries unchanged', async () => {
      const back = await score(last, batch);
      expect(JSON.parse(JSON.stringify(back))).toEqual(back);
    });

    test('stops when it is told to', async () => {
      const stopped = async (): Promise<unknown> =>
        (await sentiment.open(contextFor(last, { signal: firedSignal() })))(batch);
      await expect(stopped()).rejects.toThrow('cancelled by the test');
    });

    test('writes nothing to stdout or stderr', async () => {
      expect(await outputOf(() => score(last, batch))).toBe('');
    });
  });
}

function expectSound(found: Annotation, text: string): void {
  expect(['negative', 'neutral', 'positive']).toContain(found.label);
  expect(found.score).toBeGreaterThanOrEqual(-1);
  expect(found.score).toBeLessThanOrEqual(1);
  for (const share of [found.probability, found.margin]) {
    if (share === null) continue;
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  for (const words of found.because) expect(words.trim()).not.toBe('');
  for (const clause of found.clauses) {
    expect(clause.from).toBeGreaterThanOrEqual(0);
    expect(clause.to).toBeGreaterThan(clause.from);
    expect(clause.to).toBeLessThanOrEqual(text.length);
    expect(Math.abs(clause.score)).toBeLessThanOrEqual(1);
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Annotation } from '../../../core/sdk.ts';
import { mlSentiment } from '../../../plugins/sentiment/ml-sentiment.ts';
import { contextFor } from '../../contracts/plugin-context.ts';
import { sentimentContract, textItem } from '../../contracts/sentiment.ts';

const english = (text: string) => textItem(text, 'en');

sentimentContract(mlSentiment, {
  options: [],
  positive: [
    'Great service, very helpful staff!',
    'I love this shop',
    'Excellent.\nThank you',
    'I do not regret it',
    'nothing wrong with it',
  ].map(english),
  negative: [
    'Terrible, I want my money back: a scam',
    'The worst delivery ever, awful',
    'not very good',
    'never good',
    "it isn't good",
  ].map(english),
});

async function score(text: string, language: string | null = 'en'): Promise<Annotation | null> {
  const work = await mlSentiment.open(contextFor({}));
  return (await work([textItem(text, language)]))[0]!;
}

describe('traps of the package', () => {
  test('a comment with "constructor" is scored by its other words, and abstained on without', async () => {
    expect(await score('The constructor delivered a great house')).toMatchObject({
      label: 'positive',
      because: ['great'],
    });
    expect(await score('constructor')).toBeNull();
    expect(await score('__proto__ valueOf hasOwnProperty')).toBeNull();
  });

  test('"not very good" and "never good" are not praise', async () => {
    for (const text of ['not very good', 'never good', 'no longer good', 'nothing good']) {
      expect((await score(text))!.score).toBeLessThan(0);
    }
  });

  test('punctuation and line breaks do not hide a word', async () => {
    for (const text of ['great,', 'great\nstaff', '"great"', 'service:great!']) {
      expect(await score(text)).toMatchObject({ because: ['great'] });
    }
  });

  test('a word is worth a fifth of its value in AFINN', async () => {
    // AFINN-111: good 3, so 0.6; 0.6 / √(0.36 + 0.6) = 0.6124
    expect((await score('good'))!.score).toBeCloseTo(0.6124, 4);
  });
});

test('texts of another or an unknown language are left alone, instead of being read as German', async () => {
  expect(await score('good', 'de')).toBeNull();
  expect(await score('good', null)).toBeNull();
});

test('the revision is that of the package, so that another version scores everything again', () => {
  const manifest = join(import.meta.dirname, '../../../node_modules/ml-sentiment/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  expect(mlSentiment.model.revision.split('+')[0]).toBe(version);
});

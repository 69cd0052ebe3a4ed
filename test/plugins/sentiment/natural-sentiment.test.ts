import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Annotation, TextItem } from '../../../core/sdk.ts';
import { naturalSentiment } from '../../../plugins/sentiment/natural-sentiment.ts';
import { contextFor } from '../../contracts/plugin-context.ts';
import { sentimentContract, textItem } from '../../contracts/sentiment.ts';

const french = (text: string) => textItem(text, 'fr');
const english = (text: string) => textItem(text, 'en');

sentimentContract(naturalSentiment, {
  options: [{ languages: ['fr', 'en'] }],
  positive: [
    ...[
      'Excellent accueil, équipe très aimable',
      'Parfait !',
      "c'est pas mal",
      'rien à redire',
      'rien de mauvais',
      'Livraison sans problème',
      'Aucun souci',
    ].map(french),
    ...['I love it', 'Excellent service'].map(english),
  ],
  negative: [
    ...[
      'Très déçu par la qualité',
      'Horrible, à fuir',
      "Ce n'est pas bon",
      'Jamais satisfait',
      "Le produit n'est plus bon",
      'merci pour rien',
      'Pas très aimable',
    ].map(french),
    ...['Awful, the worst', 'not good at all'].map(english),
  ],
});

async function score(item: TextItem, options: object = {}): Promise<Annotation | null> {
  const work = await naturalSentiment.open(contextFor(naturalSentiment.options.parse(options)));
  return (await work([item]))[0]!;
}

describe('traps of the package', () => {
  test('accented words are whole', async () => {
    expect(await score(french('déçu'))).toMatchObject({ label: 'negative', because: ['déçu'] });
  });

  test('an empty text has no score, not NaN', async () => {
    expect(await score(french(''))).toBeNull();
    expect(await score(french('...'))).toBeNull();
  });

  test('French has negation: both apostrophes, and "plus" only after "ne"', async () => {
    expect(await score(french('ce n’est pas bon'))).toMatchObject({ because: ['pas bon'], label: 'negative' });
    expect(await score(french('plus bon que jamais'))).toMatchObject({ label: 'positive' });
    expect(await score(french('il ne sera plus jamais content'))).toMatchObject({ label: 'negative' });
  });

  test('a word is worth what the vocabulary says, as a number', async () => {
    // Pattern's French list: "bon" "0.70", a string; 0.7 / √(0.49 + 0.6) = 0.6705
    expect((await score(french('bon')))!.score).toBeCloseTo(0.6705, 4);
  });

  test('a contrast gives two clauses', async () => {
    expect(await score(french('Accueil excellent mais livraison horrible'))).toMatchObject({
      mixed: true,
      clauses: [{ label: 'positive' }, { label: 'negative' }],
    });
  });
});

test('English is scored only where the options ask for it', async () => {
  expect(await score(english('excellent'))).toBeNull();
  expect(await score(english('excellent'), { languages: ['en'] })).toMatchObject({ label: 'positive' });
  expect(await score(french('excellent'), { languages: ['en'] })).toBeNull();
});

test('a bare noun in answer to "what could we improve?" is negative', async () => {
  const asked = textItem('le prix', 'fr', { question: 'improve', prior: 'negative' });
  expect(await score(asked)).toMatchObject({ label: 'negative' });
  expect(await score({ ...asked, text: 'rien' })).toBeNull();
});

test('the revision is that of the package, so that another version scores everything again', () => {
  const manifest = join(import.meta.dirname, '../../../node_modules/natural/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  expect(naturalSentiment.model.revision.split('+')[0]).toBe(version);
});

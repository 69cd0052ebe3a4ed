import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/sdk.ts';
import { language } from '../../../plugins/enrichments/language.ts';
import { enrichmentContract, feedbackWith } from '../../contracts/enrichment.ts';
import { contextFor } from '../../contracts/plugin-context.ts';

enrichmentContract(language, {
  options: [{ languages: ['de', 'fr', 'en', 'it', 'nl'], fallback: 'nl' }],
  feedback: [
    feedbackWith({ externalId: 'fr', comment: 'Le colis est arrivé abîmé et personne ne répond.' }),
    feedbackWith({ externalId: 'en', comment: 'The parcel came late and nobody answers the phone.' }),
    feedbackWith({ externalId: 'short', comment: 'Parfait' }),
    feedbackWith({ externalId: 'given', comment: 'Der Preis ist zu hoch', language: 'de' }),
  ],
});

async function detect(given: Partial<Feedback>, options: object = {}): Promise<string | null> {
  const enrich = await language.open(contextFor(language.options.parse(options)));
  const [back] = await enrich([feedbackWith(given)]);
  return (back as Feedback).language;
}

test('French and English are told apart from three words on', async () => {
  expect(await detect({ comment: 'Livraison très rapide' })).toBe('fr');
  expect(await detect({ comment: 'Very fast delivery' })).toBe('en');
  expect(await detect({ comment: "Je n'ai jamais reçu ma commande et le service client ne répond pas." })).toBe('fr');
  expect(await detect({ comment: 'I never got my order and customer service does not answer.' })).toBe('en');
});

test('a language that the source gave stays, with its region and case taken off', async () => {
  expect(await detect({ comment: 'The parcel came late again', language: 'fr' })).toBe('fr');
  expect(await detect({ comment: 'The parcel came late again', language: 'fr-CA' })).toBe('fr');
  expect(await detect({ comment: 'The parcel came late again', language: 'EN_gb' })).toBe('en');
  expect(await detect({ comment: 'The parcel came late again', language: 'français' })).toBe('français');
  expect(await detect({ comment: 'The parcel came late again', language: ' ' })).toBe('en');
});

test('fewer than three words have the language that leads clearly, whatever comes first', async () => {
  for (const languages of [
    ['fr', 'en'],
    ['en', 'fr'],
  ]) {
    for (const comment of ['Very good', 'Great', 'Fast delivery'])
      expect(await detect({ comment }, { languages })).toBe('en');
    for (const comment of ['Parfait', 'Très bien', 'Livraison rapide'])
      expect(await detect({ comment }, { languages })).toBe('fr');
  }
});

test('fewer than three words that could be of several languages get the fallback, by default the first', async () => {
  for (const comment of ['Top', 'Ok', 'RAS', '10/10 👍']) {
    expect(await detect({ comment })).toBe('fr');
    expect(await detect({ comment }, { languages: ['en', 'fr'] })).toBe('en');
    expect(await detect({ comment }, { languages: ['fr', 'en'], fallback: 'en' })).toBe('en');
  }
  // An elision is no word of its own: "l'ok" is one word, so these are two.
  expect(await detect({ comment: "Ok l'ok" }, { fallback: 'en' })).toBe('en');
});

test('without any text there is no language', async () => {
  expect(await detect({})).toBeNull();
  expect(await detect({ comment: '  \n ' })).toBeNull();
  expect(await detect({ comment: '[EMAIL_1] [NAME_1] [PHONE_2]' })).toBeNull();
});

test('tokens of a redaction are no words', async () => {
  expect(await detect({ comment: '[NAME_1] [EMAIL_1] [PHONE_1] ok' }, { fallback: 'fr' })).toBe('fr');
});

test('a text in none of the languages gets none, instead of the nearest', async () => {
  const german = 'Das Paket wurde nicht geliefert und niemand hat sich bei mir gemeldet, sehr enttäuschend.';
  expect(await detect({ comment: german })).toBeNull();
  expect(await detect({ comment: german }, { languages: ['fr', 'de'] })).toBe('de');
});

test('a short comment is read together with the further texts', async () => {
  expect(await detect({ comment: 'Ok', texts: { improve: 'answer the phone when customers call' } })).toBe('en');
  expect(await detect({ texts: { improve: 'répondre au téléphone plus rapidement' } })).toBe('fr');
});

test('a language that cannot be detected is refused when the step opens, with those that can', async () => {
  const open = () => language.open(contextFor(language.options.parse({ languages: ['fr', 'xx'] })));
  await expect(open()).rejects.toMatchObject({ code: 'VB1202', message: expect.stringContaining('xx') });
});

test('a fallback outside the languages is refused', () => {
  expect(language.options.safeParse({ languages: ['fr'], fallback: 'en' }).success).toBe(false);
});

test('two steps with other languages do not disturb each other', async () => {
  const german = 'Das Paket wurde nicht geliefert und niemand hat sich gemeldet';
  const first = await language.open(contextFor(language.options.parse({ languages: ['fr', 'de'] })));
  await language.open(contextFor(language.options.parse({ languages: ['fr', 'en'] })));
  expect(await first([feedbackWith({ comment: german })])).toMatchObject([{ language: 'de' }]);
});

test('a comment of 1 MB is judged by its beginning', async () => {
  const long = `Le service client ne répond jamais. ${'x'.repeat(1_000_000)}`;
  expect(await detect({ comment: long })).toBe('fr');
});

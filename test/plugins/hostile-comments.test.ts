import { describe, expect, test } from 'vitest';
import type { Annotation, Feedback } from '../../core/sdk.ts';
import { language } from '../../plugins/enrichments/language.ts';
import { redactPii } from '../../plugins/enrichments/redact-pii.ts';
import { mlSentiment } from '../../plugins/sentiment/ml-sentiment.ts';
import { naturalSentiment } from '../../plugins/sentiment/natural-sentiment.ts';
import { feedbackWith } from '../contracts/enrichment.ts';
import { contextFor } from '../contracts/plugin-context.ts';
import { textItem } from '../contracts/sentiment.ts';
import { hostileComments } from '../fixtures/hostile-comments.ts';

const comments = hostileComments();
const detect = await language.open(contextFor(language.options.parse({})));
const redact = await redactPii.open(contextFor(redactPii.options.parse({ names: 'nom' })));
const french = await naturalSentiment.open(contextFor(naturalSentiment.options.parse({ languages: ['fr', 'en'] })));
const english = await mlSentiment.open(contextFor({}));

test('there are at least forty, each with another name', () => {
  expect(comments.length).toBeGreaterThanOrEqual(40);
  expect(new Set(comments.map(comment => comment.name)).size).toBe(comments.length);
});

describe.each(comments.map(comment => [comment.name, comment.text] as const))('%s', (_, text) => {
  const feedback = feedbackWith({ comment: text, texts: { improve: text }, attributes: { nom: text.slice(0, 500) } });

  test('has a language of the project or none', async () => {
    const [back] = (await detect([feedback])) as readonly Feedback[];
    expect(['fr', 'en', null]).toContain(back!.language);
    expect(back!.comment).toBe(text);
  });

  test('is redacted without a refusal, and nothing that is left is new', async () => {
    const [back] = (await redact([feedback])) as readonly Feedback[];
    // Redaction only puts tokens in the place of pieces: without tokens, what is left stands in the text in that order.
    const pieces = back!.comment!.split(/\[(?:NIR|IBAN|CARD|EMAIL|PHONE|ADDRESS|NAME)_\d+\]/);
    let at = 0;
    for (const piece of pieces) {
      const found = text.indexOf(piece, at);
      expect(found).toBeGreaterThanOrEqual(at);
      at = found + piece.length;
    }
  });

  test('is scored within bounds or not at all', async () => {
    const scored: (Annotation | null)[] = [];
    for (const tongue of ['fr', 'en']) scored.push(...(await french([textItem(text, tongue)])));
    scored.push(...(await english([textItem(text, 'en')])));
    for (const found of scored) {
      if (found) expect(Math.abs(found.score)).toBeLessThanOrEqual(1);
      expect(Number.isNaN(found?.score)).toBe(false);
    }
  });
});

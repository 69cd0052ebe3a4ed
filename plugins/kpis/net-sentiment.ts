import { z } from 'zod';
import { adjustedNetScore, defineKpi, netChange, netScore, type Parts } from '../../core/sdk.ts';

const options = z.strictObject({
  min_n: z.int().min(5).default(30).describe('Fewest comments from which the score is published; below 5 it never is.'),
});

type Options = z.infer<typeof options>;

const countsOf = (parts: Parts) => ({
  n: parts.n ?? 0,
  positive: parts.positive ?? 0,
  negative: parts.negative ?? 0,
});

/**
 * Net sentiment of comments: share of positive minus share of negative ones, neutral ones in the base, in points.
 * A comment counts once, however long it is.
 */
export const netSentiment = defineKpi<Options>({
  id: 'net-sentiment',
  version: '1.0.0',
  title: 'Net sentiment',
  stability: 'stable',
  options,
  examples: [
    { title: 'Net sentiment of comments by channel', yaml: 'use: net-sentiment\nby: [month, channel]' },
    { title: 'Net sentiment of the answers to another question', yaml: 'use: net-sentiment\non: improve' },
  ],
  subject: 'annotation',
  on: 'comment',
  unit: 'points',
  range: () => [-100, 100],
  betterWhen: 'higher',
  label: () => ({ fr: 'Sentiment net', en: 'Net sentiment' }),
  noun: { fr: 'le sentiment net', en: 'net sentiment' },
  digits: 1,
  definition: () => ({
    fr: 'Part des commentaires positifs moins part des négatifs ; les neutres comptent dans la base, chaque commentaire une fois.',
    en: 'Share of positive comments minus share of negative ones; neutral ones are in the base, each comment counts once.',
  }),
  parts: () => ({
    n: { of: 'count', when: { label: { in: ['negative', 'neutral', 'positive'] } } },
    positive: { of: 'count', when: { label: { eq: 'positive' } } },
    negative: { of: 'count', when: { label: { eq: 'negative' } } },
  }),
  measure: parts => {
    const counts = countsOf(parts);
    const [score, adjusted] = [netScore(counts), adjustedNetScore(counts)];
    return {
      value: score?.value ?? null,
      n: counts.n,
      numerator: score ? counts.positive - counts.negative : null,
      denominator: score ? counts.n : null,
      low: adjusted ? Math.max(-100, adjusted.low) : null,
      high: adjusted ? Math.min(100, adjusted.high) : null,
      method: 'adjusted-wald',
      variance: score?.variance ?? null,
      flags: [],
    };
  },
  compare: (left, right) => netChange(countsOf(left), countsOf(right)),
});

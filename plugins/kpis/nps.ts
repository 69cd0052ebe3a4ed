import { z } from 'zod';
import { adjustedNetScore, defineKpi, netChange, netScore, type Parts } from '../../core/sdk.ts';

const options = z.strictObject({
  min_n: z.int().min(5).default(30).describe('Fewest answers from which the score is published; below 5 it never is.'),
});

type Options = z.infer<typeof options>;

const countsOf = (parts: Parts) => ({
  n: parts.n ?? 0,
  positive: parts.promoters ?? 0,
  negative: parts.detractors ?? 0,
});

/**
 * Net Promoter Score: share of promoters (9 and above) minus share of detractors (below 7) on 0 to 10, in points.
 *
 * @see F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003
 */
export const nps = defineKpi<Options>({
  id: 'nps',
  version: '1.0.0',
  title: 'Net Promoter Score',
  stability: 'stable',
  options,
  examples: [
    { title: 'NPS by month and channel', yaml: 'use: nps\nby: [month, channel]' },
    { title: 'NPS published from 50 answers', yaml: 'use: nps\nwith: { min_n: 50 }' },
  ],
  subject: 'answer',
  on: 'nps',
  unit: 'points',
  range: () => [-100, 100],
  betterWhen: 'higher',
  label: () => ({ fr: 'NPS', en: 'NPS' }),
  noun: { fr: 'le NPS', en: 'NPS' },
  digits: 1,
  definition: () => ({
    fr: 'Part des promoteurs (9 et plus) moins part des détracteurs (moins de 7), sur une échelle de 0 à 10.',
    en: 'Share of promoters (9 and above) minus share of detractors (below 7), on a scale of 0 to 10.',
  }),
  parts: () => ({
    n: { of: 'count', when: { value: { gte: 0, lte: 10 } } },
    promoters: { of: 'count', when: { value: { gte: 9, lte: 10 } } },
    detractors: { of: 'count', when: { value: { gte: 0, lt: 7 } } },
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

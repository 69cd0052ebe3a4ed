import { z } from 'zod';
import { defineKpi, type Parts, shareChange, wilsonInterval } from '../../core/sdk.ts';

const options = z
  .strictObject({
    scale: z
      .tuple([z.number(), z.number()])
      .default([1, 5])
      .describe('Lowest and highest score of the question: [1, 5].'),
    positive_from: z
      .number()
      .default(4)
      .describe('Score from which an answer counts as satisfied; printed in the definition.'),
    min_n: z
      .int()
      .min(5)
      .default(30)
      .describe('Fewest answers from which the share is published; below 5 it never is.'),
  })
  .refine(({ scale }) => scale[0] < scale[1], { path: ['scale'], error: 'the lowest score must come first: [1, 5]' })
  .refine(({ scale, positive_from }) => positive_from > (scale[0] + scale[1]) / 2 && positive_from <= scale[1], {
    path: ['positive_from'],
    error: '"positive_from" must lie in the upper half of the scale; only 1 to 5 has a custom',
    params: { hint: 'say from which score an answer is positive: scale: [1, 10], positive_from: 9' },
  });

type Options = z.infer<typeof options>;

const shareOf = (parts: Parts) => ({ k: parts.positive ?? 0, n: parts.n ?? 0 });

/** Satisfaction: share of answers from a declared score on, in percent ("top two boxes" with 4 of 5). */
export const csat = defineKpi<Options>({
  id: 'csat',
  version: '1.0.0',
  title: 'Customer satisfaction',
  stability: 'stable',
  options,
  examples: [
    { title: 'Share of 4 and 5 on a scale of 1 to 5', yaml: 'use: csat\nby: [month, touchpoint]' },
    { title: 'Share of 9 and 10 on a scale of 1 to 10', yaml: 'use: csat\nwith: { scale: [1, 10], positive_from: 9 }' },
  ],
  subject: 'answer',
  on: 'csat',
  unit: 'percent',
  range: () => [0, 100],
  betterWhen: 'higher',
  label: ({ scale: [, top], positive_from: from }) => ({
    fr: `Satisfaction (${from === top ? top : `${from}–${top}`} sur ${top})`,
    en: `Satisfaction (${from === top ? top : `${from}–${top}`} of ${top})`,
  }),
  noun: { fr: 'la satisfaction', en: 'satisfaction' },
  digits: 1,
  definition: ({ scale: [bottom, top], positive_from: from }) => ({
    fr: `Part des réponses de ${from} à ${top}, sur une échelle de ${bottom} à ${top}.`,
    en: `Share of answers from ${from} to ${top}, on a scale of ${bottom} to ${top}.`,
  }),
  parts: ({ scale: [bottom, top], positive_from: from }) => ({
    n: { of: 'count', when: { value: { gte: bottom, lte: top } } },
    positive: { of: 'count', when: { value: { gte: from, lte: top } } },
  }),
  measure: parts => {
    const { k, n } = shareOf(parts);
    const interval = wilsonInterval({ k, n });
    return {
      value: n > 0 ? (100 * k) / n : null,
      n,
      numerator: n > 0 ? k : null,
      denominator: n > 0 ? n : null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      method: 'wilson',
      variance: n > 0 ? 1e4 * (k / n) * (1 - k / n) : null,
      flags: [],
    };
  },
  compare: (left, right) => shareChange(shareOf(left), shareOf(right)),
});

import { z } from 'zod';
import { defineKpi, type Parts, shareChange, wilsonInterval } from '../../core/sdk.ts';

const options = z
  .strictObject({
    scale: z
      .tuple([z.number(), z.number()])
      .default([1, 7])
      .describe('Lowest and highest score of the question: [1, 7].'),
    positive_from: z
      .number()
      .default(5)
      .describe('Score from which an answer counts as easy, towards the easy end; printed in the definition.'),
    direction: z
      .enum(['agreement', 'effort'])
      .default('agreement')
      .describe(
        'What a high score says: agreement = "it was easy" (form of 2013), effort = "it was hard" (form of 2010).',
      ),
    min_n: z
      .int()
      .min(5)
      .default(30)
      .describe('Fewest answers from which the share is published; below 5 it never is.'),
  })
  .refine(({ scale }) => scale[0] < scale[1], { path: ['scale'], error: 'the lowest score must come first: [1, 7]' })
  .refine(({ scale, direction, positive_from: from }) => isInEasyHalf(scale, direction, from), {
    path: ['positive_from'],
    error:
      '"positive_from" must lie in the easy half of the scale: above the middle with agreement, below it with effort',
    params: { hint: 'say from which score an answer counts as easy: scale: [1, 5], positive_from: 4' },
  });

type Options = z.infer<typeof options>;

const shareOf = (parts: Parts) => ({ k: parts.positive ?? 0, n: parts.n ?? 0 });

/**
 * Ease, from the customer effort question: share of answers that say it was easy, in percent.
 *
 * @see M. Dixon, K. Freeman, N. Toman, "Stop Trying to Delight Your Customers", Harvard Business Review, July 2010
 */
export const ces = defineKpi<Options>({
  id: 'ces',
  version: '1.0.0',
  title: 'Customer effort',
  stability: 'stable',
  options,
  examples: [
    { title: 'Share of 5 to 7 on a scale of 1 to 7', yaml: 'use: ces\nby: [month, channel]' },
    {
      title: 'Share of 1 and 2 where a low score means little effort',
      yaml: 'use: ces\nwith: { scale: [1, 5], direction: effort, positive_from: 2 }',
    },
  ],
  subject: 'answer',
  on: 'ces',
  unit: 'percent',
  range: () => [0, 100],
  betterWhen: 'higher',
  label: options => {
    const { from, to } = easyScores(options);
    const span = from === to ? `${from}` : `${from}–${to}`;
    return { fr: `Facilité (${span} sur ${options.scale[1]})`, en: `Ease (${span} of ${options.scale[1]})` };
  },
  noun: { fr: 'la facilité', en: 'ease' },
  digits: 1,
  definition: options => {
    const { from, to } = easyScores(options);
    const [bottom, top] = options.scale;
    const high = options.direction === 'agreement' ? { fr: 'facile', en: 'easy' } : { fr: 'difficile', en: 'hard' };
    return {
      fr: `Effort client : part des réponses de ${from} à ${to}, sur une échelle de ${bottom} à ${top} (${top} = ${high.fr}).`,
      en: `Customer effort: share of answers from ${from} to ${to}, on a scale of ${bottom} to ${top} (${top} = ${high.en}).`,
    };
  },
  parts: options => {
    const { from, to } = easyScores(options);
    const [bottom, top] = options.scale;
    return {
      n: { of: 'count', when: { value: { gte: bottom, lte: top } } },
      positive: { of: 'count', when: { value: { gte: from, lte: to } } },
    };
  },
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

function isInEasyHalf(scale: readonly [number, number], direction: 'agreement' | 'effort', from: number): boolean {
  const middle = (scale[0] + scale[1]) / 2;
  return direction === 'agreement' ? from > middle && from <= scale[1] : from < middle && from >= scale[0];
}

/** The scores that count as easy, both ends in. */
function easyScores({ scale, direction, positive_from: from }: Options): {
  readonly from: number;
  readonly to: number;
} {
  return direction === 'agreement' ? { from, to: scale[1] } : { from: scale[0], to: from };
}

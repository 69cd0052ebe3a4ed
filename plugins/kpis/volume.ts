import { z } from 'zod';
import { defineKpi } from '../../core/sdk.ts';

const options = z.strictObject({});

type Options = z.infer<typeof options>;

/**
 * How much feedback came in. A count of everything has no sampling error: no interval, no test; an empty cell has no
 * value, as no feedback and no reading look alike.
 */
export const volume = defineKpi<Options>({
  id: 'volume',
  version: '1.0.0',
  title: 'Feedback volume',
  stability: 'stable',
  options,
  examples: [{ title: 'Feedback by month and channel', yaml: 'use: volume\nby: [month, channel]' }],
  subject: 'feedback',
  on: 'feedback',
  unit: 'count',
  range: () => null,
  betterWhen: 'neither',
  label: () => ({ fr: 'Volume de retours', en: 'Feedback volume' }),
  noun: { fr: 'le volume de retours', en: 'feedback volume' },
  digits: 0,
  definition: () => ({
    fr: 'Nombre de retours clients reçus, avec ou sans commentaire.',
    en: 'Number of customer feedback records received, with or without a comment.',
  }),
  parts: () => ({ n: { of: 'count' } }),
  measure: parts => {
    const n = parts.n ?? 0;
    const value = n > 0 ? n : null;
    return {
      value,
      n,
      numerator: value,
      denominator: null,
      low: null,
      high: null,
      method: 'count',
      variance: null,
      flags: [],
    };
  },
  compare: () => null,
});

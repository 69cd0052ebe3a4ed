import { z } from 'zod';
import { defineSegmentation } from '../../core/sdk.ts';

const name = /^(?!pg_|verbatim_)[a-z][a-z0-9_]{0,62}$/;

const options = z.strictObject({
  name: z.string().regex(name).default('nps_class').describe('Name of the scheme: `segment.<name>` in `by`.'),
  on: z.string().regex(name).default('nps').describe('Question whose answer decides, on a scale from 0 to 10.'),
});

type Options = z.infer<typeof options>;

/**
 * Promoters (9 and above), passives (7 up to 9) and detractors (below 7) by the answer to one question; without a valid
 * answer no segment.
 *
 * @see F. Reichheld, "The One Number You Need to Grow", Harvard Business Review, December 2003
 */
export const npsClass = defineSegmentation<Options>({
  id: 'nps-class',
  version: '1.0.0',
  title: 'Promoters, passives and detractors',
  stability: 'stable',
  options,
  examples: [
    { title: 'Classes of the answer to "nps"', yaml: 'use: nps-class' },
    { title: 'Classes of another question', yaml: 'use: nps-class\nwith: { name: advocacy, on: recommend }' },
  ],
  scheme: given => {
    const field = `answer.${given.on}`;
    return {
      name: given.name,
      rules: [
        { name: 'promoter', when: { [field]: { gte: 9, lte: 10 } } },
        { name: 'passive', when: { [field]: { gte: 7, lt: 9 } } },
        { name: 'detractor', when: { [field]: { gte: 0, lt: 7 } } },
      ],
      otherwise: null,
    };
  },
});

import { z } from 'zod';
import { condition, defineSegmentation } from '../../core/sdk.ts';

const schemeName = /^(?!pg_|verbatim_)[a-z][a-z0-9_]{0,62}$/;
const segmentName = z.string().trim().min(1).max(63);

const options = z.strictObject({
  name: z
    .string()
    .regex(schemeName)
    .optional()
    .describe("Name of the scheme: `segment.<name>` in `by`; by default the step's id."),
  rules: z
    .array(
      z.strictObject({
        name: segmentName.describe('Name of the segment, as reports print it.'),
        when: condition.describe(
          'What must hold: fields are channel, touchpoint, language, source, answer.<question>, attribute.<name>; another name is an attribute.',
        ),
      }),
    )
    .min(1)
    .max(100)
    .describe('Tried in order; the first that holds names the segment. Two rules may name the same segment.'),
  otherwise: segmentName
    .nullable()
    .default(null)
    .describe('Segment of feedback that no rule takes; without it such feedback has none.'),
});

type Options = z.infer<typeof options>;

/** Segments by rules over one feedback: the first rule that holds names the segment. */
export const rulesSegment = defineSegmentation<Options>({
  id: 'rules-segment',
  version: '1.0.0',
  title: 'Segments by rules',
  stability: 'stable',
  options,
  examples: [
    {
      title: 'Loyal customers by the tier of their card',
      yaml: 'use: rules-segment\nwith:\n  rules: [{ name: loyal, when: { tier: { in: [gold, platinum] } } }]\n  otherwise: other',
    },
    {
      title: 'Callers who gave a low score',
      yaml: 'use: rules-segment\nwith:\n  name: rescue\n  rules: [{ name: call back, when: { all: [{ channel: { eq: phone } }, { answer.nps: { lt: 7 } }] } }]',
    },
  ],
  scheme: ({ name, rules, otherwise }, step) => ({
    name: name ?? step.replaceAll('-', '_'),
    rules: rules.map(rule => ({ name: rule.name, when: rule.when })),
    otherwise,
  }),
});

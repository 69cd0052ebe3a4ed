import { z } from 'zod';
import { id } from './identifier.ts';
import { otherWords } from './other-words.ts';

/** A text in both languages of the product; one text alone stands for both. */
const localised = z
  .union([
    z.string().min(1),
    z.strictObject({ fr: z.string().min(1).describe('French.'), en: z.string().min(1).describe('English.') }),
  ])
  .transform(text => (typeof text === 'string' ? { fr: text, en: text } : text));

const colour = z.string().regex(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/, 'expected a colour as #rrggbb');

/** `theme:`: what a client's reports look like. */
export const theme = z.strictObject({
  ink: colour.describe('Colour of titles and of the cover’s band, as #rrggbb.').optional(),
  accent: colour.describe('Colour of marks, as #rrggbb.').optional(),
  logo: z
    .string()
    .min(1)
    .describe(
      'An SVG (text as outlines: it is drawn without our fonts) or PNG file of at most 1 MB, relative to the project’s root.',
    )
    .optional(),
});

/** `deliver:`: sinks and their options. */
export const deliver = z.array(
  z.strictObject({
    use: z.string().min(1).describe('The sink.').meta({ uses: 'sink' }),
    with: z.record(z.string(), z.unknown()).default({}).describe('Options of the sink.'),
  }),
);

/** `report[].window`: the month before the run's instant, or a fixed month. */
const windowPattern = /^(?:previous-month|\d{4}-(?:0[1-9]|1[0-2]))$/;

/** One entry of `report:`. */
export const report = z
  .strictObject({
    use: z.string().min(1).describe('The report template.').meta({ uses: 'template' }),
    window: z
      .string()
      .regex(windowPattern, 'expected previous-month or a month as 2026-10')
      .default('previous-month')
      .describe('previous-month, or a month as 2026-10, in the pipeline’s zone.'),
    audience: id().default('executive').describe('The audience profile; it decides which pages are printed.'),
    languages: z
      .array(z.enum(['fr', 'en']).meta({ meantBy: otherWords.language }))
      .min(1)
      .describe('One file for each language.')
      .optional(),
    title: localised.describe('Title on the cover.').optional(),
    theme: theme.describe('Overrides the pipeline’s theme.').optional(),
    deliver: deliver.describe('Where the files go; without it into the folder out.').optional(),
    remove: z.boolean().describe('Leaves out a report that the extended file has.').optional(),
  })
  .meta({ meantBy: otherWords.report });

/** `labels:`: how values of a dimension are called in reports. */
export const labels = z
  .record(z.string(), z.record(z.string(), localised))
  .describe('Names in reports: dimension → value → text, or { fr, en }; under `dimensions` those of the dimensions.');

import { z } from 'zod';
import { clientPattern, id, name } from './identifier.ts';
import { otherWords } from './other-words.ts';
import { deliver, labels, report, theme } from './report-schema.ts';
import { schedule } from './schedule-schema.ts';
import { sources } from './source-schema.ts';
import { zone } from './zone.ts';

const options = z.record(z.string(), z.unknown()).default({}).describe('Options of the plugin.');

const step = z
  .strictObject({
    id: id().describe('The step’s own id.'),
    use: z.string().min(1).describe('An enrichment, sentiment or segmentation plugin.').meta({ uses: 'step' }),
    with: options,
    needs: z.array(z.string()).default([]).describe('Ids of steps that come first.'),
    remove: z.boolean().describe('Leaves out a step that the extended file has.').optional(),
  })
  .meta({ meantBy: otherWords.step });

const kpi = z
  .strictObject({
    use: z.string().min(1).describe('The KPI.').meta({ uses: 'kpi' }),
    on: z.string().min(1).describe('The question or text that it reads; its own by default.').optional(),
    by: z
      .array(z.string())
      .default([])
      .describe(
        'Dimensions: month, week, day, channel, touchpoint, source, language, attribute.<name>, segment.<scheme>.',
      ),
    with: options,
    remove: z.boolean().describe('Leaves out a KPI that the extended file has.').optional(),
  })
  .meta({ meantBy: otherWords.kpi });

const share = z
  .union([
    z.string().regex(/^(?:100|\d{1,2}(?:\.\d+)?)\s?%$/, 'expected a share as 2% or 0.02'),
    z
      .number()
      .superRefine((share, context) => {
        if (share >= 0 && share <= 1) return;
        const hint = share > 1 && share <= 100 ? `write ${share}%` : 'write a share as 2% or 0.02';
        const message = `expected a share as 2% or 0.02, found the number ${share}`;
        context.addIssue({ code: 'custom', message, params: { verbatim: 'VB1202', hint } });
      })
      .meta({ minimum: 0, maximum: 1 }),
  ])
  .transform(value => (typeof value === 'number' ? value : Number.parseFloat(value) / 100));

const quarantine = z.strictObject({
  stop_after: z
    .strictObject({
      rows: z.int().min(0).describe('Most rejected rows of a stream in one run.').optional(),
      rate: share
        .describe('Largest share of rejected rows: 2%, or 0.02; judged from 1,000 rows on and at the end.')
        .optional(),
    })
    .describe(
      'The step fails when more is rejected. Without it: when more than 10 % and more than 10 rows of a stream are. Always when all are.',
    )
    .optional(),
});

const check = z.record(z.string(), z.unknown());

const alert = z.strictObject({
  when: z.string().describe('The KPI that is watched.'),
  below: z.number().describe('Told when the KPI falls below this.').optional(),
  above: z.number().describe('Told when the KPI rises above this.').optional(),
  or: z.enum(['anomaly']).describe('Told on a value outside the control limits, too.').optional(),
  deliver: deliver.describe('Where the message goes.').optional(),
});

const locale = z.string().superRefine((text, context) => {
  if (isLocale(text)) return;
  const meant = text.replaceAll('_', '-');
  const hint = isLocale(meant) ? `write ${meant}` : 'use a tag such as fr-FR or en-GB';
  context.addIssue({ code: 'custom', message: `"${text}" is not a locale`, params: { verbatim: 'VB1202', hint } });
});

/** A language of two or three letters, and what may follow it in BCP 47. */
function isLocale(text: string): boolean {
  try {
    return /^[a-z]{2,3}(?:-|$)/i.test(text) && Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** Values of `${var:name}`. */
const variables = z.record(name(), z.union([z.string(), z.number(), z.boolean()])).describe(`Values of \${var:name}.`);

/** The whole pipeline language, as one file says it after everything that it extends is merged in. */
export const pipelineSchema = z
  .strictObject({
    pipeline: id().describe('The pipeline’s id; with the client it is what its stored state is found by.'),
    extends: z.string().min(1).describe('A YAML file that this one overrides, relative to this file.').optional(),
    title: z.string().min(1).describe('The pipeline’s name for readers.').optional(),
    client: z.string().regex(clientPattern).describe('The client’s id; each client’s data is apart.').optional(),
    client_name: z.string().min(1).describe('The client’s name as reports print it.').optional(),
    locale: locale.default('fr-FR').describe('Language and formats of what is printed.'),
    timezone: zone().default('Europe/Paris').describe('IANA zone in which days and months are cut.'),
    vars: variables.default({}).describe(`Values of \${var:name}.`),
    sources,
    quarantine: quarantine.default({}).describe('When rejected records stop a run.'),
    steps: z.array(step).default([]).describe('Enrichments, sentiment and segmentation.'),
    kpis: z.array(kpi).default([]).describe('What is measured.'),
    checks: z.array(check).default([]).describe('Data tests; not run by this version.'),
    report: z.array(report).default([]).describe('What is printed and where it goes.'),
    alerts: z.array(alert).default([]).describe('Messages on a threshold; not run by this version.'),
    schedule: schedule.describe('When the pipeline runs by itself.').optional(),
    labels: labels.default({}),
    theme: theme.default({}).describe('What reports look like.'),
  })
  .meta({ meantBy: otherWords.pipeline });

/** `config/verbatim.yaml`. */
export const projectSchema = z.strictObject({
  project: id().describe('The project’s id.'),
  title: z.string().min(1).describe('The project’s name for readers.').optional(),
  plugins: z
    .array(z.string().min(1))
    .default([])
    .describe('Plugins beyond the built-in ones: ./plugins/my-desk.ts, or the name of an installed package.'),
  vars: variables.default({}).describe(`Values of \${var:name}.`),
  environments: z
    .record(id(), z.strictObject({ vars: variables.default({}).describe(`Values of \${var:name}.`) }))
    .default({})
    .describe('What differs between environments; --env or VERBATIM_ENV chooses one.'),
});

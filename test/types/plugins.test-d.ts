/**
 * What must and must not compile for a plugin author. A line under `@ts-expect-error` that does compile is an error
 * itself, so the type check of the project is the test; `plugins.test.ts` runs it alone and shows that each line counts.
 */
import { z } from 'zod';
import {
  defineConnector,
  defineEnrichment,
  defineKpi,
  defineSegmentation,
  defineSentiment,
  defineSink,
  type Path,
  type StreamDef,
  secret,
} from '../../core/sdk.ts';

interface Ticket {
  id: string;
  author: { name: string; mail: string };
  tags: string[];
}

const row = z.object({
  id: z.string(),
  author: z.object({ name: z.string(), mail: z.string() }),
  tags: z.array(z.string()),
});
const state = z.object({ since: z.string() });
const streamOf = (stream: StreamDef<Ticket, { since: string }>) => stream;

export const paths: Path<Ticket>[] = ['id', 'author', 'author.name', 'tags'];
// @ts-expect-error a path into an array is none
export const arrayPath: Path<Ticket> = 'tags.0';

streamOf({
  row,
  key: ['id', 'author.mail'],
  cursor: { at: 'author.name', order: 'asc' },
  state,
  stateVersion: 1,
  feeds: 'feedback',
});
// @ts-expect-error a misspelt key path
streamOf({ row, key: ['idd'], state, stateVersion: 1, feeds: 'feedback' });
// @ts-expect-error a misspelt key path at depth
streamOf({ row, key: ['author.nmae'], state, stateVersion: 1, feeds: 'feedback' });
// @ts-expect-error a misspelt cursor path
streamOf({ row, key: ['id'], cursor: { at: 'created', order: 'asc' }, state, stateVersion: 1, feeds: 'feedback' });
// @ts-expect-error personal data is marked on columns of the row
streamOf({ row, key: ['id'], personal: { phone: 'contact' }, state, stateVersion: 1, feeds: 'feedback' });
// @ts-expect-error a state of another shape
streamOf({ row, key: ['id'], state: z.object({ page: z.number() }), stateVersion: 1, feeds: 'feedback' });
// @ts-expect-error a stream feeds one of the known kinds
streamOf({ row, key: ['id'], state, stateVersion: 1, feeds: 'tickets' });

const options = z.strictObject({ limit: z.number().describe('Most records.'), token: secret().describe('Token.') });
type Options = z.infer<typeof options>;
const meta = { id: 'x', version: '1.0.0', title: 'X', stability: 'beta', options, examples: [] } as const;

export const connector = defineConnector<Options, Ticket, { since: string }>({
  ...meta,
  streams: { tickets: { row, key: ['id'], state, stateVersion: 1, feeds: 'feedback' } },
  check: async () => [],
  read: async function* (context, query) {
    const most: number = context.options.limit;
    yield {
      rows: [{ id: `${most}`, author: { name: 'a', mail: 'b' }, tags: [] }],
      origin: index => ({ record: index }),
    };
    yield { checkpoint: { since: query.state?.since ?? '' } };
  },
});

export const wrongRead = defineConnector<Options, Ticket, { since: string }>({
  ...meta,
  streams: { tickets: { row, key: ['id'], state, stateVersion: 1, feeds: 'feedback' } },
  check: async () => [],
  // @ts-expect-error a checkpoint of another shape
  read: async function* () {
    yield { checkpoint: { page: 1 } };
  },
});

export const enrichment = defineEnrichment<Options>({
  ...meta,
  stage: 'before-write',
  reads: ['comment'],
  writes: ['language'],
  open: async context => batch => batch.map(feedback => ({ ...feedback, language: context.options.token })),
});

export const wrongEnrichment = defineEnrichment<Options>({
  ...meta,
  stage: 'before-write',
  // @ts-expect-error a field that no feedback has
  reads: ['remark'],
  writes: ['language'],
  // @ts-expect-error an option of another type
  open: async context => batch => batch.map(feedback => ({ ...feedback, language: context.options.limit })),
});

export const wrongOptions = defineEnrichment<{ limit: string }>({
  ...meta,
  // @ts-expect-error the schema does not give these options
  options,
  stage: 'before-write',
  reads: ['comment'],
  writes: ['comment'],
  open: async () => batch => batch,
});

export const sentiment = defineSentiment<Options>({
  ...meta,
  model: { id: 'm', revision: '1', languages: ['fr'] },
  // @ts-expect-error an annotation is more than a label
  open: async () => batch => batch.map(() => ({ label: 'positive' })),
});

export const segmentation = defineSegmentation<Options>({
  ...meta,
  scheme: ({ limit }, step) => ({
    name: step,
    rules: [{ name: 'low', when: { 'answer.nps': { lt: limit } } }],
    otherwise: null,
  }),
});

export const wrongSegmentation = defineSegmentation<Options>({
  ...meta,
  scheme: () => ({
    name: 'x',
    // @ts-expect-error no such comparison
    rules: [{ name: 'low', when: { 'answer.nps': { below: 7 } } }],
    otherwise: null,
  }),
});

export const wrongKpi = defineKpi<Options>({
  ...meta,
  // @ts-expect-error a KPI counts answers, annotations or feedback
  subject: 'ticket',
  on: 'nps',
  unit: 'points',
  range: () => null,
  betterWhen: 'higher',
  label: () => ({ fr: 'x', en: 'x' }),
  // @ts-expect-error a noun in both languages
  noun: { fr: 'x' },
  digits: 1,
  definition: () => ({ fr: 'x', en: 'x' }),
  parts: () => ({ n: { of: 'count' } }),
  measure: () => ({
    value: null,
    n: 0,
    numerator: null,
    denominator: null,
    low: null,
    high: null,
    method: 'count',
    variance: null,
    flags: [],
  }),
  compare: () => null,
});

export const sink = defineSink<Options>({
  ...meta,
  deliver: async (context, delivery) => ({ location: `${context.options.limit}/${delivery.name}`, delivered: true }),
});

export const wrongSink = defineSink<Options>({
  ...meta,
  // @ts-expect-error a receipt says whether it was delivered now
  deliver: async (_, delivery) => ({ location: delivery.name }),
});

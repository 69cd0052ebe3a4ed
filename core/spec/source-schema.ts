import { z } from 'zod';
import { condition } from '../plugin/condition-schema.ts';
import { id, name } from './identifier.ts';
import { otherWords } from './other-words.ts';

const column = z.string().min(1).describe('A column of the record.');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const valueTable = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .describe('From the source’s value to ours; a value that is not listed is kept.');

const placeOfField = {
  from: column.optional(),
  value: scalar.describe('A constant for every record, instead of a column.').optional(),
  values: valueTable.optional(),
};

interface RawSource {
  readonly from?: string | undefined;
  readonly value?: string | number | boolean | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** Adds what is wrong with the place of a field to a zod context. */
function checkPlace(raw: string | RawSource, context: z.core.$RefinementCtx): void {
  if (typeof raw === 'string') return;
  const add = (path: string[], message: string, verbatim: string, hint: string): void => {
    context.addIssue({ code: 'custom', path, message, params: { verbatim, hint } });
  };
  if (raw.from === undefined && raw.value === undefined) {
    add(
      [],
      '"from" is missing: the column that the field comes from',
      'VB1205',
      'write { from: <column> } or { value: <constant> }',
    );
  }
  if (raw.from !== undefined && raw.value !== undefined) {
    add(['value'], '"from" and "value" exclude each other', 'VB1202', 'keep the column or the constant');
  }
  if (raw.from === undefined && raw.values !== undefined) {
    add(['values'], '"values" needs "from": the column whose values it translates', 'VB1202', 'add from: <column>');
  }
}

const placed = (raw: RawSource) => ({ from: raw.from ?? null, value: raw.value ?? null, values: raw.values ?? null });

const field = z
  .union([column, z.strictObject(placeOfField).meta({ meantBy: otherWords.column })])
  .superRefine(checkPlace)
  .transform(raw => placed(typeof raw === 'string' ? { from: raw } : raw));

const scale = z
  .tuple([z.number(), z.number()])
  .superRefine(([low, high], context) => {
    if (low < high) return;
    const what = low === high ? 'is empty' : 'is reversed: the lowest score comes first';
    const hint = low === high ? 'write [<lowest>, <highest>]' : `write [${high}, ${low}]`;
    context.addIssue({
      code: 'custom',
      message: `scale [${low}, ${high}] ${what}`,
      params: { verbatim: 'VB1202', hint },
    });
  })
  .meta({ howTo: 'write [<lowest>, <highest>], such as [0, 10]' })
  .describe('Lowest and highest valid score, both included.');

const question = z
  .union([
    column,
    z
      .strictObject({
        ...placeOfField,
        scale: scale.optional(),
        text: z.string().min(1).describe('The wording of an open question: its answers are texts.').optional(),
        prior: z.enum(['negative', 'positive']).describe('What the wording suggests about its answers.').optional(),
      })
      .meta({ meantBy: otherWords.question }),
  ])
  .superRefine((raw, context) => {
    checkPlace(raw, context);
    if (typeof raw === 'string') return;
    if (raw.scale && raw.text !== undefined) {
      const detail = { verbatim: 'VB1202', hint: 'a score has "scale", an open question has "text"' };
      context.addIssue({
        code: 'custom',
        path: ['text'],
        message: '"scale" and "text" exclude each other',
        params: detail,
      });
    }
    if (raw.prior !== undefined && raw.text === undefined) {
      const detail = { verbatim: 'VB1202', hint: 'add text: <the wording>, or remove "prior"' };
      context.addIssue({
        code: 'custom',
        path: ['prior'],
        message: '"prior" belongs to an open question',
        params: detail,
      });
    }
  })
  .transform(raw => {
    const given = typeof raw === 'string' ? { from: raw } : raw;
    const {
      scale: range,
      text,
      prior,
    } = given as { scale?: [number, number]; text?: string; prior?: 'negative' | 'positive' };
    return { ...placed(given), scale: range ?? null, text: text ?? null, prior: prior ?? null };
  });

type Question = z.output<typeof question>;

/** The one question whose scale needs no saying: the score of that name is defined on 0 to 10. */
const npsScale: [number, number] = [0, 10];

const answers = z
  .record(name(), question)
  .transform(questions =>
    Object.fromEntries(
      Object.entries(questions).map(([key, one]): [string, Question] => [
        key,
        key === 'nps' && !one.scale && one.text === null ? { ...one, scale: npsScale } : one,
      ]),
    ),
  )
  .superRefine((questions, context) => {
    for (const [key, one] of Object.entries(questions)) {
      if (one.scale || one.text !== null) continue;
      const message = `question "${key}" has neither "scale" nor "text"`;
      const hint = 'write { from: <column>, scale: [<lowest>, <highest>] }, or { from: <column>, text: "<wording>" }';
      context.addIssue({ code: 'custom', path: [key], message, params: { verbatim: 'VB1205', hint } });
    }
  })
  .describe('Answers by question: a score with its scale, or the text of an open question with its wording.');

const attributes = z
  .union([
    z.array(name()).transform(names => Object.fromEntries(names.map(one => [one, one]))),
    z.record(name(), column),
  ])
  .describe('Columns to keep as they are: a list of names, or name: column where the column is called otherwise.');

const map = z
  .strictObject({
    at: field.describe('When the customer answered.'),
    customer: field.describe('The source’s id of the customer; only its keyed hash is stored.').optional(),
    comment: field.describe('The customer’s own words.').optional(),
    channel: field.describe('Where the answer was given: phone, web, store.').optional(),
    touchpoint: field.describe('The moment of the journey that the answer is about.').optional(),
    language: field.describe('ISO 639-1 code, where the source knows it.').optional(),
    answers: answers.default({}),
    attributes: attributes.default({}),
  })
  .meta({
    meantBy: otherWords.map,
  })
  .describe('From a record to a feedback: where each field comes from. What is not mapped is dropped.');

const stream = z
  .strictObject({
    feeds: z
      .enum(['feedback', 'interaction', 'customer', 'order', 'event'])
      .meta({
        meantBy: otherWords.feeds,
      })
      .default('feedback')
      .describe('What a record of the stream is.'),
    mode: z
      .enum(['incremental', 'full', 'append', 'snapshot'])
      .meta({
        meantBy: otherWords.mode,
      })
      .default('incremental')
      .describe(
        'incremental: new and changed records are merged by key. full: records that the source no longer has are removed.',
      ),
    key: z.array(column).min(1).describe('Columns that together identify a record for ever.').optional(),
    cursor: column.describe('Column that grows with every change of a record.').optional(),
    lookback: z
      .string()
      .regex(/^[1-9]\d{0,3}[mhdw]$/, 'expected a duration as 30m, 12h, 3d or 2w')
      .describe('How far before the cursor each read begins: 30m, 12h, 3d, 2w.')
      .optional(),
    min_rows: z
      .int()
      .min(0)
      .default(0)
      .describe('The step fails when a complete read gives fewer rows, those that "where" leaves out not counted.'),
    where: condition
      .describe('Only records for which this holds are read; fields are columns of the source.')
      .optional(),
    map: map.optional(),
  })
  .meta({ meantBy: otherWords.stream });

/** `sources:`: connectors by id, each with its streams. */
export const sources = z
  .record(
    id(),
    z
      .strictObject({
        use: z.string().min(1).describe('The connector.').meta({ uses: 'connector' }),
        with: z.record(z.string(), z.unknown()).default({}).describe('Options of the connector.'),
        streams: z.record(id(), stream).describe('Streams that are read, by name.'),
      })
      .meta({
        meantBy: otherWords.source,
      }),
  )
  .describe('Where feedback comes from.');

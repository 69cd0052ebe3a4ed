import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type Condition, type FieldTest, holds } from '../../../core/model/condition.ts';
import type { Scalar } from '../../../core/model/feedback.ts';
import { conditionSql } from '../../../core/warehouse/condition-sql.ts';
import { feedbackField } from '../../../core/warehouse/feedback-field.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { type Given, givenFeedback, givenStream } from './given-feedback.ts';

/** SQL and `holds` of the model say the same of every condition and row. */
export function conditionSuite({ open }: TestStores): void {
  test('numbers, texts and booleans are told apart as the model tells them apart', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const rows: Given[] = [
      { id: 'number', attributes: { x: 9 } },
      { id: 'text', attributes: { x: '9' } },
      { id: 'spelt', attributes: { x: '9.0' } },
      { id: 'word', attributes: { x: 'nine' } },
      { id: 'empty', attributes: { x: '' } },
      { id: 'true', attributes: { x: true } },
      { id: 'null', attributes: { x: null } },
      { id: 'absent' },
    ];
    await givenFeedback(wh, stream, rows);
    const idsOf = (test: FieldTest) => matching(wh, { x: test });
    expect(await idsOf({ eq: 9 })).toEqual(['number', 'text']);
    expect(await idsOf({ eq: '9' })).toEqual(['number', 'text']);
    // A plain decimal is a number, other words are not; an empty text is not 0; true counts as 1.
    expect(await idsOf({ gte: 9 })).toEqual(['number', 'spelt', 'text']);
    expect(await idsOf({ lt: 9 })).toEqual(['true']);
    expect(await idsOf({ is: null })).toEqual(['absent', 'null']);
    expect(await idsOf({ in: [true, 'nine'] })).toEqual(['true', 'word']);
    expect(await idsOf({})).toEqual(['empty', 'number', 'spelt', 'text', 'true', 'word']);
    // What is absent fails the test, so it passes the opposite.
    expect(await matching(wh, { not: { x: { eq: 9 } } })).toEqual(['absent', 'empty', 'null', 'spelt', 'true', 'word']);
  });

  test('% and _ and \\ are letters like any other', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: 'a', channel: '100 %' },
      { id: 'b', channel: '100 euros' },
      { id: 'c', channel: 'a_b' },
      { id: 'd', channel: 'axb' },
      { id: 'e', channel: 'a\\b' },
    ]);
    expect(await matching(wh, { channel: { contains: '%' } })).toEqual(['a']);
    expect(await matching(wh, { channel: { contains: 'a_b' } })).toEqual(['c']);
    expect(await matching(wh, { channel: { prefix: 'a_' } })).toEqual(['c']);
    expect(await matching(wh, { channel: { prefix: 'a\\' } })).toEqual(['e']);
  });

  test('every awkward value against every awkward bound', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const values: readonly Scalar[] = [...tricky, ...awkwardNumbers, true, false];
    const given = values.map((x, index): Given => ({ id: String(index).padStart(3, '0'), attributes: { x } }));
    await givenFeedback(wh, stream, given);
    const bounds = [...awkwardNumbers, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const tests: readonly FieldTest[] = [
      ...bounds.flatMap(one => [{ gt: one }, { gte: one }, { lt: one }, { lte: one }]),
      ...[...tricky, ...awkwardNumbers.map(String), '\0', '\u{dbff}'].flatMap(one => [
        { eq: one },
        { contains: one },
        { prefix: one },
      ]),
      ...['e-7', '1e+2', '0000', 'e'].map(contains => ({ contains })),
    ];
    for (const one of tests) {
      const expected = given.filter(({ attributes }) => holds({ x: one }, () => attributes?.x)).map(({ id }) => id);
      expect(await matching(wh, { x: one }), JSON.stringify(one)).toEqual(expected);
    }
  });

  test('random conditions over random rows hold in SQL exactly when they hold in the model', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.array(condition, { minLength: 1, maxLength: 8 }),
        async (rows, conditions) => {
          const given = rows.map((one, index) => ({ ...one, id: String(index) }));
          await sql`truncate feedback`.execute(wh.db);
          await givenFeedback(wh, stream, given);
          for (const one of conditions) {
            const expected = given
              .filter(feedback => holds(one, field => fieldOf(feedback, field)))
              .map(({ id }) => id);
            expect(await matching(wh, one), JSON.stringify(one)).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
}

async function matching(wh: Warehouse, where: Condition): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select f.external_id as id from feedback as f join stream as s on s.id = f.stream_id
    where ${conditionSql(where, feedbackField)} order by f.external_id`.execute(wh.db);
  return rows.map(({ id }) => id);
}

/** Written apart from the product's own reading of names. */
function fieldOf(feedback: Given, field: string): Scalar | null | undefined {
  if (field === 'source') return 'surveys';
  if (field === 'channel' || field === 'touchpoint' || field === 'language') return feedback[field];
  if (field.startsWith('answer.')) return feedback.answers?.[field.slice(7)];
  return feedback.attributes?.[field.replace(/^attribute\./, '')];
}

const tricky = [
  '',
  ' ',
  '%',
  '_',
  '\\',
  "'",
  '"',
  '{}',
  '0',
  '9',
  '-0.5',
  '+3',
  '1e3',
  ' 7',
  '7.50',
  '.5',
  'true',
  'null',
  'NaN',
  'Infinity',
  'é',
  'e\u0301',
  '👍',
  '1'.repeat(31),
  '1'.repeat(30),
];
const storedText = fc.oneof(
  fc.constantFrom(...tricky),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter(text => !text.includes('\0')),
);
const anyText = fc.oneof(storedText, fc.constantFrom('\0', 'a\0', '\u{dbff}', 'x\u{dc4d}'));
const awkwardNumbers = [
  0, 1, 9, 6.5, -3, 0.1, 1e-6, 1e-7, 1.5e-7, 1e20, 1e21, 123456789012345680000, 5e-324, 1.7976931348623157e308,
];
const finite = fc.oneof(fc.constantFrom(...awkwardNumbers), fc.double({ noNaN: true, noDefaultInfinity: true }));
const bound = fc.oneof(finite, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const scalar = fc.oneof(storedText, finite, fc.boolean());
const names = ['a', 'b c', "d'; drop table feedback --"];
const fields = [
  'channel',
  'touchpoint',
  'language',
  'source',
  'answer.nps',
  'answer.x',
  ...names,
  ...names.map(name => `attribute.${name}`),
  'attribute.channel',
  '\0',
];

const row = fc.record(
  {
    channel: storedText,
    touchpoint: storedText,
    language: fc.constantFrom('fr', 'en'),
    answers: fc.dictionary(fc.constantFrom('nps', 'x'), fc.option(finite), { maxKeys: 2 }),
    attributes: fc.dictionary(fc.constantFrom(...names, 'channel'), fc.option(scalar), { maxKeys: 4 }),
  },
  { requiredKeys: [] },
);

const fieldTest: fc.Arbitrary<FieldTest> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<FieldTest>({ is: null }, {}, { is: null, eq: 1 }) },
  {
    weight: 6,
    arbitrary: fc
      .record(
        {
          in: fc.array(fc.oneof(anyText, finite, fc.boolean()), { maxLength: 3 }),
          eq: fc.oneof(anyText, finite, fc.boolean()),
          gt: bound,
          gte: bound,
          lt: bound,
          lte: bound,
          contains: fc.oneof(anyText, fc.constantFrom('e', '1', '.')),
          prefix: fc.oneof(anyText, fc.constantFrom('1', '0.', '-')),
        },
        { requiredKeys: [] },
      )
      .map(test => Object.fromEntries(Object.entries(test).slice(0, 2))),
  },
);

const { condition } = fc.letrec<{ condition: Condition }>(tie => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.dictionary(fc.constantFrom(...fields), fieldTest, { minKeys: 1, maxKeys: 2 }),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

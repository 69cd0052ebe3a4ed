import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Condition, type FieldTest, isAll, isAny, isNot } from '../model/condition.ts';
import { isStorable } from './storable.ts';

/**
 * Where a condition finds a field: SQL of type text, numeric or jsonb (a scalar, or null), or nowhere.
 */
export type FieldSql =
  | { readonly kind: 'text' | 'number' | 'json'; readonly value: RawBuilder<unknown> }
  | { readonly kind: 'absent' };

/**
 * A condition as SQL that is true or false, never null, and says the same as `holds` of the model.
 * Every value and every name inside a jsonb is a bound parameter. (One difference is wanted: in SQL a text never contains
 * or starts with half a surrogate pair.)
 *
 * @param fieldOf - where a field stands in the query; its names come from the pipeline and may be any text
 */
export function conditionSql(condition: Condition, fieldOf: (field: string) => FieldSql): RawBuilder<SqlBool> {
  if (isAll(condition)) return every(condition.all.map(part => conditionSql(part, fieldOf)));
  if (isAny(condition)) return some(condition.any.map(part => conditionSql(part, fieldOf)));
  if (isNot(condition)) return sql`(not ${conditionSql(condition.not, fieldOf)})`;
  return every(Object.entries(condition).map(([field, test]) => testSql(fieldOf(field), test as FieldTest)));
}

const every = (parts: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  parts.length === 0 ? always : sql`(${sql.join([...parts], sql` and `)})`;
const some = (parts: readonly RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  parts.length === 0 ? never : sql`(${sql.join([...parts], sql` or `)})`;
const always: RawBuilder<SqlBool> = sql`true`;
const never: RawBuilder<SqlBool> = sql`false`;

function testSql(field: FieldSql, test: FieldTest): RawBuilder<SqlBool> {
  if ('is' in test) return Object.keys(test).length === 1 ? absentSql(field) : never;
  if (field.kind === 'absent') return never;
  if (field.kind === 'text') return sql`coalesce(${textTests(field.value, test)}, false)`;
  if (field.kind === 'number') return sql`coalesce(${numberTests(field.value, test)}, false)`;
  const text = sql`(${field.value} #>> '{}')`;
  return sql`coalesce(case jsonb_typeof(${field.value})
    when 'string' then ${textTests(text, test)}
    when 'number' then ${numberTests(sql`(${field.value})::numeric`, test)}
    when 'boolean' then ${booleanTests(text, test)}
    end, false)`;
}

function absentSql(field: FieldSql): RawBuilder<SqlBool> {
  if (field.kind === 'absent') return always;
  if (field.kind === 'json') return sql`(coalesce(jsonb_typeof(${field.value}), 'null') = 'null')`;
  return sql`(${field.value} is null)`;
}

function textTests(text: RawBuilder<unknown>, test: FieldTest): RawBuilder<SqlBool> {
  // The form is that of `numberOf` in the model; the case keeps the cast away from every other text.
  const number = sql`case when ${text} ~ '^[+-]?[0-9]{1,30}([.][0-9]{1,30})?$' then (${text})::numeric::float8 end`;
  return every([sql`${text} is not null`, ...equalities(test, text), ...orders(test, number), ...inside(test, text)]);
}

function booleanTests(text: RawBuilder<unknown>, test: FieldTest): RawBuilder<SqlBool> {
  const number = sql`case ${text} when 'true' then 1::float8 else 0::float8 end`;
  return every([...equalities(test, text), ...orders(test, number), ...inside(test, text)]);
}

function numberTests(value: RawBuilder<unknown>, test: FieldTest): RawBuilder<SqlBool> {
  // Numbers come from JSON in their shortest form, in which decimals compare exactly as the doubles that they stand for.
  const known = (list: readonly string[]): RawBuilder<SqlBool> =>
    sql`${value} = any(${list.filter(isNumeral)}::numeric[])`;
  // JavaScript writes numbers this small or large with an exponent, a numeric never does.
  const text = sql`case
    when ${value} <> 0 and (abs(${value}) < 0.000001 or abs(${value}) >= 1e21)
    then regexp_replace(((${value})::float8)::text, 'e([+-])0', 'e\\1')
    else trim_scale(${value})::text end`;
  return every([
    sql`${value} is not null`,
    ...(test.in === undefined ? [] : [known(test.in.map(String))]),
    ...(test.eq === undefined ? [] : [known([String(test.eq)])]),
    ...orders(test, value, sql`numeric`),
    ...inside(test, text),
  ]);
}

/** What JavaScript prints for a finite number; any other text equals none. */
const isNumeral = (text: string): boolean => Number.isFinite(Number(text)) && String(Number(text)) === text;

function equalities(test: FieldTest, text: RawBuilder<unknown>): RawBuilder<SqlBool>[] {
  return [
    ...(test.in === undefined ? [] : [sql<SqlBool>`${text} = any(${test.in.map(String).filter(isStorable)}::text[])`]),
    ...(test.eq === undefined ? [] : [withText(String(test.eq), value => sql`${text} = ${value}::text`)]),
  ];
}

function inside(test: FieldTest, text: RawBuilder<unknown>): RawBuilder<SqlBool>[] {
  return [
    ...(test.contains === undefined
      ? []
      : [withText(test.contains, value => sql`strpos(${text}, ${value}::text) > 0`)]),
    ...(test.prefix === undefined ? [] : [withText(test.prefix, value => sql`starts_with(${text}, ${value}::text)`)]),
  ];
}

/** No stored text equals or holds one that cannot be stored. */
const withText = (text: string, test: (text: string) => RawBuilder<SqlBool>): RawBuilder<SqlBool> =>
  isStorable(text) ? test(text) : never;

const orderings = { gt: sql`>`, gte: sql`>=`, lt: sql`<`, lte: sql`<=` } as const;

function orders(test: FieldTest, number: RawBuilder<unknown>, type = sql`float8`): RawBuilder<SqlBool>[] {
  return (['gt', 'gte', 'lt', 'lte'] as const).flatMap(name => {
    const bound = test[name];
    if (bound === undefined) return [];
    // Nothing is larger or smaller than NaN in JavaScript; in SQL everything is smaller.
    if (Number.isNaN(bound)) return [never];
    return [sql<SqlBool>`${number} ${orderings[name]} ${String(bound)}::${type}`];
  });
}

import type { Scalar } from './feedback.ts';

/** What one field is compared with. Several keys in one test must all hold. */
export interface FieldTest {
  readonly in?: readonly Scalar[];
  readonly eq?: Scalar;
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly is?: null;
  readonly contains?: string;
  readonly prefix?: string;
}

/**
 * The one form of condition: stream filters, segment rules and the parts of a KPI share it.
 * Fields side by side must all hold. A test on an absent value is false, but for `is: null`.
 * `in` and `eq` compare as text, so 9 equals '9'; a text is larger or smaller than a number only when it is a plain
 * decimal (`12`, `-0.5`), so an empty text is not 0.
 *
 * @example { tier: { in: ['gold', 'platinum'] }, 'answer.nps': { gte: 9 } }
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly [field: string]: FieldTest };

/**
 * Says whether a condition holds for one record.
 *
 * @param condition - see `Condition`
 * @param fieldOf - a field's value by name; `null` or `undefined` when absent
 */
export function holds(condition: Condition, fieldOf: (field: string) => Scalar | null | undefined): boolean {
  if (isAll(condition)) return condition.all.every(part => holds(part, fieldOf));
  if (isAny(condition)) return condition.any.some(part => holds(part, fieldOf));
  if (isNot(condition)) return !holds(condition.not, fieldOf);
  return Object.entries(condition).every(([field, test]) => passes(test as FieldTest, fieldOf(field)));
}

/** Every field that a condition reads, each once, in order of appearance. */
export function fieldsOf(condition: Condition): readonly string[] {
  if (isAll(condition)) return [...new Set(condition.all.flatMap(fieldsOf))];
  if (isAny(condition)) return [...new Set(condition.any.flatMap(fieldsOf))];
  if (isNot(condition)) return fieldsOf(condition.not);
  return Object.keys(condition);
}

export const isAll = (condition: Condition): condition is { readonly all: readonly Condition[] } =>
  Array.isArray((condition as { all?: unknown }).all);
export const isAny = (condition: Condition): condition is { readonly any: readonly Condition[] } =>
  Array.isArray((condition as { any?: unknown }).any);
/** `not` is a condition; a field that is called "not" cannot be tested. */
export const isNot = (condition: Condition): condition is { readonly not: Condition } => 'not' in condition;

function passes(test: FieldTest, value: Scalar | null | undefined): boolean {
  if (value === null || value === undefined) return 'is' in test && Object.keys(test).length === 1;
  if ('is' in test) return false;
  const number = numberOf(value);
  const text = String(value);
  return (
    (test.in === undefined || test.in.some(one => String(one) === text)) &&
    (test.eq === undefined || String(test.eq) === text) &&
    (test.gt === undefined || number > test.gt) &&
    (test.gte === undefined || number >= test.gte) &&
    (test.lt === undefined || number < test.lt) &&
    (test.lte === undefined || number <= test.lte) &&
    (test.contains === undefined || text.includes(test.contains)) &&
    (test.prefix === undefined || text.startsWith(test.prefix))
  );
}

const plainDecimal = /^[+-]?[0-9]{1,30}([.][0-9]{1,30})?$/;

/** NaN, so that every comparison is false, for a text that is not a plain decimal. */
function numberOf(value: Scalar): number {
  return typeof value === 'string' && !plainDecimal.test(value) ? Number.NaN : Number(value);
}

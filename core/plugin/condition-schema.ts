import { z } from 'zod';
import type { Condition, FieldTest } from '../model/condition.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const fieldTest = z
  .strictObject({
    in: z.array(scalar).min(1).describe('The value is one of these.').optional(),
    eq: scalar.describe('The value equals this.').optional(),
    gt: z.number().describe('Greater than.').optional(),
    gte: z.number().describe('Greater than or equal to.').optional(),
    lt: z.number().describe('Less than.').optional(),
    lte: z.number().describe('Less than or equal to.').optional(),
    is: z.null().describe('The value is absent.').optional(),
    contains: z.string().min(1).describe('The text contains this.').optional(),
    prefix: z.string().min(1).describe('The text begins with this.').optional(),
  })
  .meta({
    meantBy: {
      ...{
        equals: 'eq',
        equal: 'eq',
        is_equal: 'eq',
        '=': 'eq',
        '==': 'eq',
        '>': 'gt',
        '>=': 'gte',
        '<': 'lt',
        '<=': 'lte',
      },
      ...{
        one_of: 'in',
        any_of: 'in',
        values: 'in',
        min: 'gte',
        max: 'lte',
        like: 'contains',
        matches: 'contains',
        starts_with: 'prefix',
      },
    },
    howTo: 'write { eq: <value> }, or { in: [<value>, …] }',
  })
  .refine(test => Object.keys(test).length > 0, {
    message: 'a test needs at least one comparison such as "in" or "eq"',
  })
  .describe('How a field is tested; several comparisons must all hold.') as unknown as z.ZodType<FieldTest>;

/** The one form of condition of the pipeline language; see `Condition`. */
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .union([
      z.strictObject({ all: z.array(condition).min(1).describe('Every one of these holds.') }),
      z.strictObject({ any: z.array(condition).min(1).describe('At least one of these holds.') }),
      z.strictObject({ not: condition }),
      z.record(z.string().min(1), fieldTest).refine(fields => Object.keys(fields).length > 0, {
        message: 'a condition needs at least one field',
      }),
    ])
    .meta({ howTo: 'write { <field>: { eq: <value> } }' }),
);

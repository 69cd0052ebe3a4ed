import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileNumber } from '../../../core/map/number.ts';
import { compileWhere } from '../../../core/map/where.ts';
import { type Condition, holds } from '../../../core/model/condition.ts';

const columns = ['brand', 'score', 'note'];
const compiled = (condition: Condition, decimal: '.' | ',' = '.') =>
  compileWhere(condition, column => columns.indexOf(column), compileNumber(decimal));

describe('a filter over columns', () => {
  test('takes the records of one brand out of a shared export', () => {
    const filter = compiled({ brand: { in: ['Lumiere', 'Lumière'] } });
    expect([
      filter(['Lumière', '9', '']),
      filter([' Lumiere ', '9', '']),
      filter(['Ombre', '9', '']),
      filter(['', '9', '']),
    ]).toEqual([true, true, false, false]);
  });

  test('compares numbers as the source writes them', () => {
    const filter = compiled({ score: { gte: 4, lt: 5 } }, ',');
    expect([
      filter(['', '4,0', '']),
      filter(['', '3,9', '']),
      filter(['', '4.5', '']),
      filter(['', 4.5, '']),
      filter(['', 'abc', '']),
    ]).toEqual([true, false, false, true, false]);
  });

  test('an empty cell is absent: every test on it is false, but for "is: null"', () => {
    expect(compiled({ note: { is: null } })(['a', '1', '  '])).toBe(true);
    expect(compiled({ note: { is: null } })(['a', '1', 'x'])).toBe(false);
    expect(compiled({ not: { note: { eq: 'x' } } })(['a', '1', null])).toBe(true);
    expect(compiled({ note: { contains: '' } })(['a', '1', ''])).toBe(false);
  });

  test('means what the one form of condition means', () => {
    const value = fc.constantFrom('a', 'ab', 'b', '1', '2', '10', '-1');
    const number = fc.integer({ min: -2, max: 11 });
    const oneTest = fc.oneof(
      fc.record({ in: fc.array(value, { maxLength: 3 }) }),
      fc.record({ eq: fc.oneof(value, number) }),
      fc.record({ gt: number }),
      fc.record({ gte: number, lte: number }),
      fc.record({ lt: number }),
      fc.record({ contains: value }),
      fc.record({ prefix: value }),
      fc.constant({ is: null }),
    );
    const { condition } = fc.letrec<{ condition: Condition; leaf: Condition }>(tie => ({
      leaf: fc.dictionary(fc.constantFrom(...columns), oneTest, {
        minKeys: 1,
        maxKeys: 2,
        noNullPrototype: true,
      }) as fc.Arbitrary<Condition>,
      condition: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('leaf'),
        fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
        fc.record({ not: tie('condition') }),
      ) as fc.Arbitrary<Condition>,
    }));
    const cell = fc.oneof(value, fc.constant(null), number);
    fc.assert(
      fc.property(condition, fc.tuple(cell, cell, cell), (one, cells) => {
        expect(compiled(one)(cells)).toBe(holds(one, column => cells[columns.indexOf(column)]));
      }),
      { numRuns: 3_000 },
    );
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../core/stats/benjamini-hochberg.ts';
import { agrees, golden } from './golden.ts';

const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });

test('of ten p values, five of them below 0.05, two stay', () => {
  const worked = golden.benjamini_hochberg.is;
  const qs = benjaminiHochberg(worked.p);
  expect(qs.every((q, index) => agrees(q, worked.adjusted[index]!, 6))).toBe(true);
  expect(worked.p.filter((_, index) => qs[index]! <= 0.05)).toEqual(worked.rejected_at_05);
});

test('no tests give no q values', () => {
  expect(benjaminiHochberg([])).toEqual([]);
});

test('q is at least p, at most 1, and rises with p', () => {
  fc.assert(
    fc.property(ps, values => {
      const qs = benjaminiHochberg(values);
      values.forEach((p, i) => {
        expect(qs[i]).toBeGreaterThanOrEqual(p - 1e-12);
        expect(qs[i]).toBeLessThanOrEqual(1);
        values.forEach((other, j) => {
          if (p < other) expect(qs[i]).toBeLessThanOrEqual(qs[j]!);
        });
      });
    }),
  );
});

test('the order of the tests does not matter', () => {
  fc.assert(
    fc.property(ps, values => {
      expect(benjaminiHochberg(values.toReversed()).toReversed()).toEqual(benjaminiHochberg(values));
    }),
  );
});

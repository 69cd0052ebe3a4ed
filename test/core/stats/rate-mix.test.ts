import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mixMisleads, rateMix } from '../../../core/stats/rate-mix.ts';
import { agrees, golden } from './golden.ts';

const phoneAndWeb = [
  { before: { n: 70, value: 90 }, after: { n: 30, value: 91 } },
  { before: { n: 30, value: 70 }, after: { n: 70, value: 74 } },
];
const side = fc
  .record({ n: fc.nat(500), value: fc.integer({ min: -100, max: 100 }) })
  .map(({ n, value }) => ({ n, value: n === 0 ? null : value }));
const segments = fc.array(fc.record({ before: side, after: side }), { minLength: 1, maxLength: 8 });

describe('worked answers', () => {
  test('both channels rise and the total falls by 4.9: rate +2.5, mix -7.4', () => {
    const worked = golden.mix_rate.is;
    const split = rateMix(phoneAndWeb)!;
    expect([split.from, split.to, split.delta].map(value => Number(value.toFixed(6)))).toEqual([
      worked.K0,
      worked.K1,
      worked.delta,
    ]);
    expect(agrees(split.rate, worked.midpoint.rate, 6) && agrees(split.mix, worked.midpoint.mix, 6)).toBe(true);
    expect(worked.midpoint.rate_by_seg.every((rate, index) => agrees(split.rates[index], rate, 6))).toBe(true);
    expect(worked.midpoint.mix_by_seg_centred.every((mix, index) => agrees(split.mixes[index], mix, 6))).toBe(true);
    expect(agrees(split.threePart?.rate, worked.three_part.rate, 6)).toBe(true);
    expect(agrees(split.threePart?.mix, worked.three_part.mix, 6)).toBe(true);
    expect(agrees(split.threePart?.interaction, worked.three_part.interaction, 6)).toBe(true);
    expect(mixMisleads(split)).toBe(true);
  });

  test('a new segment is mix and nothing else', () => {
    // Before: 100 answers at 50. After: the same 100 at 50 and 100 new at 90. Total 50 → 70: all of the 20 is mix.
    const split = rateMix([
      { before: { n: 100, value: 50 }, after: { n: 100, value: 50 } },
      { before: { n: 0, value: null }, after: { n: 100, value: 90 } },
    ])!;
    expect(split).toMatchObject({ delta: 20, rate: 0, mix: 20, threePart: null });
    // Centre 60: the old one goes from weight 1 to ½ at 50: -½ × -10 = 5; the new one ½ × 30 = 15.
    expect(split.mixes).toEqual([5, 15]);
  });

  test('a vanished segment is mix and nothing else', () => {
    const split = rateMix([
      { before: { n: 50, value: 40 }, after: { n: 50, value: 40 } },
      { before: { n: 50, value: 80 }, after: { n: 0, value: null } },
    ])!;
    expect(split).toMatchObject({ delta: -20, rate: 0, mix: -20 });
  });
});

test('an empty month gives null', () => {
  expect(rateMix([{ before: { n: 0, value: null }, after: { n: 5, value: 3 } }])).toBeNull();
  expect(rateMix([])).toBeNull();
});

test('a change that all comes from the segments does not mislead', () => {
  expect(mixMisleads(rateMix([{ before: { n: 9, value: 10 }, after: { n: 90, value: 20 } }])!)).toBe(false);
});

test('rate and mix always sum to the change, and the parts to their sums', () => {
  fc.assert(
    fc.property(segments, rows => {
      const split = rateMix(rows);
      fc.pre(split !== null);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      expect(split.rate + split.mix).toBeCloseTo(split.delta, 9);
      expect(sum(split.rates)).toBeCloseTo(split.rate, 9);
      expect(sum(split.mixes)).toBeCloseTo(split.mix, 9);
      if (split.threePart) expect(sum(Object.values(split.threePart))).toBeCloseTo(split.delta, 9);
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newcombeInterval, shareChange, twoProportionTest, wilsonInterval } from '../../../core/stats/proportion.ts';
import { agrees, golden } from './golden.ts';

const share = fc.tuple(fc.nat(3000), fc.nat(3000)).map(([k, other]) => ({ k, n: k + other }));

describe('worked answers', () => {
  test.each([
    ['160 of 200', { k: 160, n: 200 }, golden.csat_1_5.is.wilson],
    ['4 of 4', { k: 4, n: 4 }, golden.csat_small_4_of_4.is.wilson],
    ['80 of 100', { k: 80, n: 100 }, golden.ces_1_7.is.wilson_5plus],
    ['90 of 1000', { k: 90, n: 1000 }, golden.churn_wilson_90_of_1000.is],
  ])('Wilson of %s', (_name, parts, worked) => {
    const interval = wilsonInterval(parts);
    expect(agrees(interval?.low, worked[0]!, 4) && agrees(interval?.high, worked[1]!, 4)).toBe(true);
  });

  test('160/200 against 126/180 is significant, with and without the N-1 correction', () => {
    const [left, right, worked] = [{ k: 160, n: 200 }, { k: 126, n: 180 }, golden.csat_change.is];
    const pooled = twoProportionTest(left, right, 'none');
    expect(agrees(pooled?.z, worked.z, 4) && agrees(pooled?.p, worked.p, 5)).toBe(true);
    const corrected = twoProportionTest(left, right, 'n-1');
    expect(agrees(corrected?.z, worked.z_Nminus1, 4) && agrees(corrected?.p, worked.p_Nminus1, 5)).toBe(true);
    const interval = newcombeInterval(left, right);
    expect(agrees(interval?.low, worked.newcombe[0]!, 3) && agrees(interval?.high, worked.newcombe[1]!, 3)).toBe(true);
    expect(shareChange(left, right)).toMatchObject({ p: corrected!.p, method: 'newcombe' });
  });
});

describe('edges', () => {
  test('an empty side gives null', () => {
    const empty = { k: 0, n: 0 };
    expect(wilsonInterval(empty)).toBeNull();
    expect(twoProportionTest(empty, { k: 1, n: 2 })).toBeNull();
    expect(newcombeInterval({ k: 1, n: 2 }, empty)).toBeNull();
    expect(shareChange(empty, empty)).toBeNull();
  });

  test('all against all differs by nothing, with p 1', () => {
    expect(twoProportionTest({ k: 10, n: 10 }, { k: 20, n: 20 })).toEqual({ z: 0, p: 1 });
  });
});

describe('for all shares', () => {
  test('the Wilson interval lies in 0..100 and holds the share', () => {
    fc.assert(
      fc.property(share, parts => {
        fc.pre(parts.n > 0);
        const { low, high } = wilsonInterval(parts)!;
        const value = (100 * parts.k) / parts.n;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(100);
        expect(low).toBeLessThanOrEqual(value);
        expect(high).toBeGreaterThanOrEqual(value);
      }),
    );
  });

  test('the Newcombe interval holds the difference, and nothing is NaN', () => {
    fc.assert(
      fc.property(share, share, (left, right) => {
        fc.pre(left.n > 0 && right.n > 0);
        const { delta, low, high, p } = shareChange(left, right)!;
        expect(low).toBeLessThanOrEqual(delta);
        expect(high).toBeGreaterThanOrEqual(delta);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

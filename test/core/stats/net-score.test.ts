import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustedNetChange, adjustedNetScore, netChange, netScore } from '../../../core/stats/net-score.ts';
import { agrees, golden } from './golden.ts';

const of = (positive: number, neutral: number, negative: number) => ({
  n: positive + neutral + negative,
  positive,
  negative,
});
const current = of(110, 50, 40);
const previous = of(81, 54, 45);
const counts = fc.record({ positive: fc.nat(5000), neutral: fc.nat(5000), negative: fc.nat(5000) });

describe('worked answers', () => {
  test.each([
    ['110/50/40', current, golden.nps_current.is],
    ['81/54/45', previous, golden.nps_previous.is],
    ['4/1/0', of(4, 1, 0), golden.nps_small_n5.is],
    ['10/0/0', of(10, 0, 0), golden.nps_all_promoters_n10.is],
  ])('%s has the plain and the adjusted score, error and interval', (_name, parts, worked) => {
    const plain = netScore(parts);
    const adjusted = adjustedNetScore(parts);
    expect(agrees(plain?.value, worked.nps, 4)).toBe(true);
    expect(agrees(plain && plain.variance / 1e4, worked.var, 6)).toBe(true);
    expect(agrees(plain?.standardError, worked.se, 4)).toBe(true);
    expect(agrees(plain?.low, worked.ci[0]!, 4) && agrees(plain?.high, worked.ci[1]!, 4)).toBe(true);
    expect(agrees(adjusted?.value, worked.adj_nps, 4)).toBe(true);
    expect(agrees(adjusted?.standardError, worked.adj_se, 4)).toBe(true);
    expect(agrees(adjusted?.low, worked.adj_ci[0]!, 4) && agrees(adjusted?.high, worked.adj_ci[1]!, 4)).toBe(true);
  });

  test('20 to 35 points on 180 and 200 answers is not significant: p 0.069', () => {
    const worked = golden.nps_change.is;
    const change = netChange(current, previous);
    expect(agrees(change?.delta, worked.delta, 4) && agrees(change?.p, worked.p, 5)).toBe(true);
    expect(agrees(change?.low, worked.ci[0]!, 4) && agrees(change?.high, worked.ci[1]!, 4)).toBe(true);
    const adjusted = adjustedNetChange(current, previous);
    expect(agrees(adjusted?.delta, worked.adj_delta, 4) && agrees(adjusted?.p, worked.adj_p, 5)).toBe(true);
    expect(agrees(adjusted?.low, worked.adj_ci[0]!, 4) && agrees(adjusted?.high, worked.adj_ci[1]!, 4)).toBe(true);
  });

  test('net sentiment 50/20/30 is +20 with a standard error of 8.7178', () => {
    const score = netScore(of(50, 20, 30));
    expect(agrees(score?.value, golden.net_sentiment.is.net_all, 9)).toBe(true);
    expect(agrees(score?.standardError, golden.net_sentiment.is.se, 4)).toBe(true);
  });

  test('61 promoters and 34 detractors of 174 print 16, not 35 minus 20', () => {
    expect(Math.round(netScore({ n: 174, positive: 61, negative: 34 })!.value)).toBe(golden.rounding.is.nps_rounded);
  });
});

describe('edges', () => {
  test('no answers give null, not 0', () => {
    expect(netScore(of(0, 0, 0))).toBeNull();
    expect(adjustedNetScore(of(0, 0, 0))).toBeNull();
    expect(netChange(of(0, 0, 0), current)).toBeNull();
    expect(netChange(current, of(0, 0, 0))).toBeNull();
  });

  test('where one side is unanimous the adjusted scores are compared, so that ten of ten is not certain of itself', () => {
    const change = netChange(of(10, 0, 0), of(9, 1, 0));
    expect(change?.method).toBe('adjusted-wald');
    expect(change?.p).toBeGreaterThan(0.5);
  });
});

describe('for all counts', () => {
  test('the score stays in -100..100 and the adjusted interval has a width', () => {
    fc.assert(
      fc.property(counts, ({ positive, neutral, negative }) => {
        fc.pre(positive + neutral + negative > 0);
        const parts = of(positive, neutral, negative);
        const [plain, adjusted] = [netScore(parts)!, adjustedNetScore(parts)!];
        expect(plain.value).toBeGreaterThanOrEqual(-100);
        expect(plain.value).toBeLessThanOrEqual(100);
        expect(Object.values({ ...plain, ...adjusted }).every(Number.isFinite)).toBe(true);
        expect(adjusted.high).toBeGreaterThan(adjusted.low);
      }),
    );
  });

  test('the printed interval, adjusted and clipped, holds the printed value from the privacy base on', () => {
    fc.assert(
      fc.property(counts, ({ positive, neutral, negative }) => {
        fc.pre(positive + neutral + negative >= 5);
        const parts = of(positive, neutral, negative);
        const value = netScore(parts)!.value;
        const { low, high } = adjustedNetScore(parts)!;
        expect(Math.max(-100, low)).toBeLessThanOrEqual(value);
        expect(Math.min(100, high)).toBeGreaterThanOrEqual(value);
      }),
    );
  });

  test('turning every answer round turns the score round', () => {
    fc.assert(
      fc.property(counts, ({ positive, neutral, negative }) => {
        fc.pre(positive + neutral + negative > 0);
        const there = netScore(of(positive, neutral, negative))!;
        const back = netScore(of(negative, neutral, positive))!;
        expect(Math.abs(there.value + back.value)).toBeLessThan(1e-9);
      }),
    );
  });

  test('comparing the other way round turns the difference and keeps p', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [left, right] = [of(a.positive, a.neutral, a.negative), of(b.positive, b.neutral, b.negative)];
        fc.pre(left.n > 0 && right.n > 0);
        const [there, back] = [netChange(left, right)!, netChange(right, left)!];
        expect(there.delta).toBeCloseTo(-back.delta, 9);
        expect(there.p).toBeCloseTo(back.p!, 12);
        expect(there.p).toBeGreaterThanOrEqual(0);
        expect(there.p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { beyondLimits, funnelLimits, onOneSide, robustZ, xmrLimits } from '../../../core/stats/control.ts';
import { agrees, golden } from './golden.ts';

const base = golden.xmr.is.base;

describe('individuals chart', () => {
  test('twelve months around 35.5 have the worked limits, and 27 and 44 lie outside', () => {
    const worked = golden.xmr.is;
    const limits = xmrLimits(base)!;
    expect(agrees(limits.centre, worked.mean, 4) && agrees(limits.meanRange, worked.mr_bar, 4)).toBe(true);
    expect(agrees(limits.low, worked.lcl, 4) && agrees(limits.high, worked.ucl, 4)).toBe(true);
    expect(agrees(limits.rangeHigh, worked.mr_ucl, 3)).toBe(true);
    expect(worked.new.map(value => beyondLimits(value, limits))).toEqual(['below', 'above']);
    expect(beyondLimits(limits.high, limits)).toBeNull();
  });

  test('seven points are not enough history', () => {
    expect(xmrLimits(base.slice(0, 7))).toBeNull();
    expect(xmrLimits(base.slice(0, 8))).not.toBeNull();
  });

  test('one jump above 3.5 times the mean range is left out of it', () => {
    // Ranges: six of 1, then 33 and 33; mean 9; 33 > 31.5, both left out: mean range 1.
    expect(xmrLimits([10, 11, 10, 11, 43 + 1, 11, 10, 11, 10])?.meanRange).toBe(1);
  });
});

describe('funnel limits', () => {
  test('around 35 at a variance of 0.6275 they are the worked ones for 50, 200 and 800 answers', () => {
    for (const [n, [low, high]] of Object.entries(golden.nps_funnel_limits.is)) {
      const limits = funnelLimits(35, 6275, Number(n));
      expect(agrees(limits.low, low!, 2) && agrees(limits.high, high!, 2)).toBe(true);
    }
  });
});

describe('nine on one side', () => {
  test('the worked run of nine is one, and eight of it are not', () => {
    const { run, mean } = golden.nelson2.is;
    expect(onOneSide(run, mean)).toBe(true);
    expect(onOneSide(run.slice(1), mean)).toBe(false);
    expect(onOneSide([...base, ...run.map(value => mean - (value - mean))], mean)).toBe(true);
  });

  test('a gap or a point on the centre ends the run', () => {
    const { run, mean } = golden.nelson2.is;
    expect(onOneSide([...run.slice(0, 4), null, ...run.slice(5)], mean)).toBe(false);
    expect(onOneSide([...run.slice(0, 8), mean], mean)).toBe(false);
  });
});

describe('robust z', () => {
  test('27 and 44 lie 3.82 robust deviations from the median', () => {
    const worked = golden.robust_z.is;
    expect(agrees(robustZ(27, base), worked.z27, 4) && agrees(robustZ(44, base), worked.z44, 4)).toBe(true);
  });

  test('a history of mostly one value falls back on the mean deviation', () => {
    // Median 40, MAD 0, mean deviation 8 / 8 = 1: (48 - 40) / 1.253314
    expect(robustZ(48, [40, 40, 40, 40, 40, 40, 40, 48])).toBeCloseTo(8 / 1.253314, 9);
  });

  test('a flat history flags any change and only that', () => {
    expect(robustZ(40, [40, 40, 40])).toBe(0);
    expect(robustZ(41, [40, 40, 40])).toBe(Number.POSITIVE_INFINITY);
    expect(robustZ(39, [40, 40, 40])).toBe(Number.NEGATIVE_INFINITY);
  });
});

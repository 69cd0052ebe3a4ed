import { expect, test } from 'vitest';
import { z95 } from '../../../core/stats/normal.ts';
import {
  answersNeeded,
  detectableChange,
  effectiveBase,
  finitePopulationFactor,
} from '../../../core/stats/sampling.ts';
import { agrees, golden } from './golden.ts';

test('200 of 500 customers shrink a standard error of 5.6013 to 4.3431', () => {
  expect(
    agrees(100 * Math.sqrt(0.6275 / 200) * finitePopulationFactor(200, 500), golden.nps_fpc_n200_N500.is.se, 4),
  ).toBe(true);
});

test('a sample of at most 5 % of the population, or of all of it, is corrected as it should', () => {
  expect(finitePopulationFactor(50, 1000)).toBe(1);
  expect(finitePopulationFactor(500, 500)).toBe(0);
  expect(finitePopulationFactor(1, 1)).toBe(1);
});

test('the answers needed for ±5 and ±10 points are the worked ones', () => {
  const worked = golden.nps_n_needed.is;
  expect(answersNeeded(6275, 5)).toBe(worked['moe5_var.6275']);
  expect(answersNeeded(6275, 10)).toBe(worked['moe10_var.6275']);
  expect(answersNeeded(10_000, 10)).toBe(worked.moe10_worst_var1);
  expect(answersNeeded(10_000, 5)).toBe(worked.moe5_worst_var1);
});

test('the margins at a variance of 0.6275 are the worked ones', () => {
  for (const [n, margin] of Object.entries(golden['nps_moe_by_n_var0.6275'].is)) {
    expect(agrees(z95 * Math.sqrt(6275 / Number(n)), margin, 2)).toBe(true);
  }
});

test('two months of 200 answers show a change from about 22 points on', () => {
  const month = { variance: 6275, n: 200 };
  expect(
    agrees(detectableChange(month, month), golden['nps_min_detectable_delta_n200_each_var.6275_power80'].is, 4),
  ).toBe(true);
});

test('without answers or without variance no change can be named', () => {
  expect(detectableChange({ variance: 1, n: 0 }, { variance: 1, n: 10 })).toBeNull();
  expect(detectableChange({ variance: 0, n: 10 }, { variance: 0, n: 10 })).toBeNull();
});

test('200 weighted answers are worth 171.92', () => {
  const weights = [...Array<number>(40).fill(1.5), ...Array<number>(60).fill(4 / 3), ...Array<number>(100).fill(0.6)];
  expect(agrees(effectiveBase(weights), golden.weighting.is.neff, 4)).toBe(true);
  expect(effectiveBase([])).toBe(0);
  expect(effectiveBase([2, 2, 2])).toBe(3);
});

import { expect, test } from 'vitest';
import { scoreForms } from '../../../core/stats/score-forms.ts';
import { agrees, golden } from './golden.ts';

test('satisfaction 1..5: top two 80 %, bottom two 7.5 %, net +72.5, mean 4.05', () => {
  const worked = golden.csat_1_5.is;
  const forms = scoreForms(worked.counts, { first: 1, positive: 2, negative: 2 });
  expect(forms).toMatchObject({ n: worked.n, top: worked.t2b, bottom: worked.b2b, net: worked.net });
  expect(agrees(forms.mean, worked.mean, 9)).toBe(true);
});

test('satisfaction 1..10: the same answers are 40, 65, 80 or 87 % by where positive begins', () => {
  const worked = golden.csat_1_10.is;
  const top = (positive: number) => scoreForms(worked.counts, { first: 1, positive, negative: 1 });
  expect([2, 3, 4, 5].map(positive => top(positive).top)).toEqual([
    worked.top2_9_10,
    worked.top3_8_10,
    worked.top4_7_10,
    worked.over5_6_10,
  ]);
  expect(agrees(top(2).mean, worked.mean, 9)).toBe(true);
});

test('effort 1..7 in its agreement form: 80 % from 5, 60 % from 6, net effort 67', () => {
  const worked = golden.ces_1_7.is;
  const options = { first: 1, negative: 3, direction: 'agreement' } as const;
  expect(scoreForms(worked.counts, { ...options, positive: 3 })).toMatchObject({
    top: worked.top3_5plus,
    net: worked.net_effort,
  });
  expect(scoreForms(worked.counts, { ...options, positive: 2 }).top).toBe(worked.top2_6plus);
});

test('effort in its first form is good when low: 30, 20, 10, 25, 15 has 50 % easy and 40 % hard', () => {
  const forms = scoreForms([30, 20, 10, 25, 15], { first: 1, positive: 2, negative: 2, direction: 'effort' });
  // (30 + 20) / 100, (25 + 15) / 100; mean (30 + 40 + 30 + 100 + 75) / 100
  expect(forms).toEqual({ n: 100, top: 50, bottom: 40, net: 10, mean: 2.75 });
});

test('no answers give null, not 0', () => {
  expect(scoreForms([0, 0, 0], { first: 1, positive: 1, negative: 1 })).toEqual({
    n: 0,
    top: null,
    bottom: null,
    net: null,
    mean: null,
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csat } from '../../../plugins/kpis/csat.ts';
import { kpiContract } from '../../contracts/kpi.ts';
import { agrees, golden } from '../../core/stats/golden.ts';

const options = csat.options.parse({});

kpiContract(csat, {
  options: [
    { scale: [1, 10], positive_from: 9 },
    { scale: [0, 1], positive_from: 1 },
  ],
  parts: fc.tuple(fc.nat(3000), fc.nat(3000)).map(([positive, other]) => ({ n: positive + other, positive })),
});

test('160 satisfied of 200 are 80 % with the Wilson interval', () => {
  const measure = csat.measure({ n: 200, positive: 160 }, options);
  const [low, high] = golden.csat_1_5.is.wilson;
  expect(measure).toMatchObject({ value: 80, n: 200, numerator: 160, denominator: 200, method: 'wilson' });
  expect(agrees(measure.low, low!, 4) && agrees(measure.high, high!, 4)).toBe(true);
  // 0.8 × 0.2 in percent squared
  expect(agrees(measure.variance, 1600, 9)).toBe(true);
});

test('70 to 80 % on 180 and 200 answers is +10 points, p 0.02427, 1.3 to 18.6', () => {
  const change = csat.compare({ n: 200, positive: 160 }, { n: 180, positive: 126 }, options);
  const worked = golden.csat_change.is;
  expect(agrees(change?.delta, 10, 9) && agrees(change?.p, worked.p_Nminus1, 5)).toBe(true);
  expect(agrees(change?.low, worked.newcombe[0]!, 3) && agrees(change?.high, worked.newcombe[1]!, 3)).toBe(true);
});

test('the label and the definition say from where an answer counts', () => {
  expect(csat.label(options)).toEqual({ fr: 'Satisfaction (4–5 sur 5)', en: 'Satisfaction (4–5 of 5)' });
  const ten = csat.options.parse({ scale: [1, 10], positive_from: 9 });
  expect(csat.label(ten).fr).toBe('Satisfaction (9–10 sur 10)');
  expect(csat.definition(ten).en).toBe('Share of answers from 9 to 10, on a scale of 1 to 10.');
  expect(csat.parts(ten)).toEqual({
    n: { of: 'count', when: { value: { gte: 1, lte: 10 } } },
    positive: { of: 'count', when: { value: { gte: 9, lte: 10 } } },
  });
});

describe('options', () => {
  test('a scale of 1 to 10 wants to be told from where, since there is no custom', () => {
    const result = csat.options.safeParse({ scale: [1, 10] });
    expect(result.error?.issues.map(issue => issue.path)).toEqual([['positive_from']]);
  });

  test('a scale that is turned round is refused', () => {
    expect(csat.options.safeParse({ scale: [5, 1] }).success).toBe(false);
    expect(csat.options.safeParse({ positive_from: 6 }).success).toBe(false);
  });
});

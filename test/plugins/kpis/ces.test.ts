import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ces } from '../../../plugins/kpis/ces.ts';
import { kpiContract } from '../../contracts/kpi.ts';
import { agrees, golden } from '../../core/stats/golden.ts';

const options = ces.options.parse({});
const effort = ces.options.parse({ scale: [1, 5], direction: 'effort', positive_from: 2 });

kpiContract(ces, {
  options: [{ positive_from: 6 }, { scale: [1, 5], direction: 'effort', positive_from: 2 }],
  parts: fc.tuple(fc.nat(3000), fc.nat(3000)).map(([positive, other]) => ({ n: positive + other, positive })),
});

test('80 of 100 answers from 5 to 7 are 80 % with the Wilson interval', () => {
  const [low, high] = golden.ces_1_7.is.wilson_5plus;
  const measure = ces.measure({ n: 100, positive: 80 }, options);
  expect(measure).toMatchObject({ value: 80, n: 100, method: 'wilson' });
  expect(agrees(measure.low, low!, 4) && agrees(measure.high, high!, 4)).toBe(true);
});

test('where a high score means effort, the low scores are the easy ones', () => {
  expect(ces.parts(effort).positive).toEqual({ of: 'count', when: { value: { gte: 1, lte: 2 } } });
  expect(ces.label(effort).fr).toBe('Facilité (1–2 sur 5)');
  expect(ces.definition(effort).en).toContain('(5 = hard)');
  expect(ces.parts(options).positive).toEqual({ of: 'count', when: { value: { gte: 5, lte: 7 } } });
});

test('a limit in the hard half of the scale is refused, whichever way the scale runs', () => {
  expect(ces.options.safeParse({ positive_from: 3 }).success).toBe(false);
  expect(ces.options.safeParse({ scale: [1, 5], direction: 'effort', positive_from: 4 }).success).toBe(false);
  expect(ces.options.safeParse({ scale: [7, 1] }).success).toBe(false);
});

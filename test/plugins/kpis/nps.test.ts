import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds } from '../../../core/model/condition.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { kpiContract } from '../../contracts/kpi.ts';
import { agrees, golden } from '../../core/stats/golden.ts';

const options = nps.options.parse({});
const counts = fc.tuple(fc.nat(3000), fc.nat(3000), fc.nat(3000));

kpiContract(nps, {
  options: [{ min_n: 50 }],
  parts: counts.map(([promoters, passives, detractors]) => ({
    n: promoters + passives + detractors,
    promoters,
    detractors,
  })),
});

/** Counts answers the way the warehouse does: each part's condition over each value. */
const partsOf = (values: readonly number[]) =>
  Object.fromEntries(
    Object.entries(nps.parts(options)).map(([name, part]) => [
      name,
      values.filter(value => !part.when || holds(part.when, field => (field === 'value' ? value : null))).length,
    ]),
  );
const scoreOf = (values: readonly number[]) => nps.measure(partsOf(values), options).value;

test('110 promoters, 50 passives and 40 detractors give the raw 35.0 with the adjusted interval', () => {
  const worked = golden.nps_current.is;
  const measure = nps.measure({ n: 200, promoters: 110, detractors: 40 }, options);
  expect(measure).toMatchObject({ n: 200, numerator: 70, denominator: 200, method: 'adjusted-wald' });
  expect(agrees(measure.value, worked.nps, 9)).toBe(true);
  expect(agrees(measure.low, worked.adj_ci[0]!, 4) && agrees(measure.high, worked.adj_ci[1]!, 4)).toBe(true);
  expect(agrees(measure.variance, 6275, 9)).toBe(true);
});

test('ten promoters of ten print an interval that is clipped at 100 and not empty', () => {
  const measure = nps.measure({ n: 10, promoters: 10, detractors: 0 }, options);
  expect(measure).toMatchObject({ value: 100, high: 100 });
  expect(agrees(measure.low, golden.nps_all_promoters_n10.is.adj_ci[0]!, 4)).toBe(true);
});

test('6.5 is a detractor and 8.5 a passive, so 6.5 and 8.5 alone give -50', () => {
  expect(scoreOf([6.5, 8.5])).toBe(-50);
});

test('0 is a detractor, 7 and 8.9 are passives, 9 and 10 are promoters', () => {
  expect(partsOf([0, 6.9, 7, 8.9, 9, 10])).toEqual({ n: 6, promoters: 2, detractors: 2 });
});

test('a value outside 0..10 is no answer', () => {
  expect(partsOf([-1, 11, 10.5])).toEqual({ n: 0, promoters: 0, detractors: 0 });
});

test('the score does not depend on the order of the answers', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: 0, max: 20 }).map(half => half / 2),
        { minLength: 1 },
      ),
      values => {
        expect(scoreOf(values.toReversed())).toBe(scoreOf(values));
      },
    ),
  );
});

test('the score of the pool is not the average of the teams', () => {
  // 100 of 100 promoters, 0 of 300: pool 25, average of averages 50.
  const [small, large] = [Array<number>(100).fill(10), Array<number>(300).fill(8)];
  expect(scoreOf([...small, ...large])).toBe(25);
});

test('20 to 35 points on 180 and 200 answers is compared with p 0.069', () => {
  const change = nps.compare(
    { n: 200, promoters: 110, detractors: 40 },
    { n: 180, promoters: 81, detractors: 45 },
    options,
  );
  expect(agrees(change?.delta, 15, 9) && agrees(change?.p, golden.nps_change.is.p, 5)).toBe(true);
});

test('a minimum base below 5 is refused', () => {
  expect(nps.options.safeParse({ min_n: 4 }).success).toBe(false);
  expect(options).toEqual({ min_n: 30 });
});

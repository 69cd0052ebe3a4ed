import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holds } from '../../../core/model/condition.ts';
import { netSentiment } from '../../../plugins/kpis/net-sentiment.ts';
import { kpiContract } from '../../contracts/kpi.ts';
import { agrees, golden } from '../../core/stats/golden.ts';

const options = netSentiment.options.parse({});

kpiContract(netSentiment, {
  options: [{ min_n: 100 }],
  parts: fc
    .tuple(fc.nat(3000), fc.nat(3000), fc.nat(3000))
    .map(([positive, neutral, negative]) => ({ n: positive + neutral + negative, positive, negative })),
});

test('50 positive, 20 neutral and 30 negative comments are +20 points: neutral ones are in the base', () => {
  const measure = netSentiment.measure({ n: 100, positive: 50, negative: 30 }, options);
  expect(agrees(measure.value, golden.net_sentiment.is.net_all, 9)).toBe(true);
  expect(agrees(measure.variance && Math.sqrt(measure.variance / 100), golden.net_sentiment.is.se, 4)).toBe(true);
});

test('a comment on which the scorer abstains is not in the base', () => {
  const base = netSentiment.parts(options).n!.when!;
  expect(holds(base, () => null)).toBe(false);
  expect(holds(base, () => 'neutral')).toBe(true);
});

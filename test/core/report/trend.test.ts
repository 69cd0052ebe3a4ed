import { describe, expect, test } from 'vitest';
import { trendOf } from '../../../core/report/trend.ts';
import { volume } from '../../../plugins/kpis/volume.ts';
import { golden } from '../stats/golden.ts';
import { useKpi } from './lumiere.ts';
import type { Fact } from './memory-reader.ts';
import { ago, inputOf, npsFact, seriesOf } from './scene.ts';

/** 110/50/40 is 35 points with a variance of 0.6275. */
const usual = (months: number): Fact => npsFact(ago(months), 'web', [110, 50, 40]);
const year = Array.from({ length: 12 }, (_, index) => usual(12 - index));
const volumes = (counts: readonly number[]): Fact[] =>
  counts.map((n, index) => ({ kpi: 'kpi.volume', month: ago(counts.length - 1 - index), cell: {}, parts: { n } }));

describe('limits', () => {
  test('on 200 answers lie at 18.20 and 51.80 around a pooled centre of 35', async () => {
    const trend = await trendFor([...year, npsFact(ago(0), 'web', [110, 50, 40])]);
    const last = trend.points.at(-1)!;
    const [low, high] = golden.nps_funnel_limits.is[200];
    expect(trend.centre).toBeCloseTo(35, 9);
    expect(last.limits?.low).toBeCloseTo(low!, 2);
    expect(last.limits?.high).toBeCloseTo(high!, 2);
    expect(last.signal).toBeNull();
    expect(trend.title.id).toBe('trend.within');
  });

  test('widen where there are fewer answers: on 50 they lie at 1.39 and 68.61', async () => {
    const trend = await trendFor([...year, npsFact(ago(0), 'web', [27, 13, 10])]);
    const [low, high] = golden.nps_funnel_limits.is[50];
    expect(trend.points.at(-1)?.limits?.low).toBeCloseTo(low!, 2);
    expect(trend.points.at(-1)?.limits?.high).toBeCloseTo(high!, 2);
  });

  test('come from all other months, never from the tested one', async () => {
    const low = npsFact(ago(0), 'web', [60, 50, 90]);
    const trend = await trendFor([...year, low]);
    expect(trend.centre).toBeCloseTo(35, 9);
    expect(trend.baseline).toEqual(year.map(fact => fact.month));
    expect(trend.points.at(-1)).toMatchObject({ signal: 'below' });
    expect(trend.title.id).toBe('trend.below');
    // An earlier outlier does not pull its own limits either.
    const earlier = await trendFor([...year.slice(0, 11), { ...low, month: ago(1) }, usual(0)]);
    expect(earlier.points.at(-2)?.limits?.low).toBeCloseTo(18.2, 1);
    expect(earlier.points.at(-2)?.signal).toBe('below');
  });

  test('need eight months of history', async () => {
    const seven = await trendFor([...year.slice(5), usual(0)]);
    expect(seven).toMatchObject({ centre: null, baseline: null, title: { id: 'trend.short' } });
    expect(seven.points.every(({ limits, signal }) => limits === null && signal === null)).toBe(true);
    const eight = await trendFor([...year.slice(4), usual(0)]);
    expect(eight.points.at(-1)?.limits).not.toBeNull();
    // With eight before the last, each of the eight has but seven others.
    expect(eight.points.at(-2)?.limits).toBeNull();
  });

  test('of a volume come from its moves: the worked series has 27.76 and 43.24', async () => {
    const input = inputOf({ kpis: [useKpi(volume)] });
    const series = await seriesOf(volumes([...golden.xmr.is.base, 44]), input);
    const trend = trendOf(series)!;
    expect(trend.points.at(-1)?.limits?.low).toBeCloseTo(golden.xmr.is.lcl, 3);
    expect(trend.points.at(-1)?.limits?.high).toBeCloseTo(golden.xmr.is.ucl, 3);
    expect(trend.points.at(-1)?.signal).toBe('above');
    expect(trend.title.id).toBe('trend.above');
  });

  test('stay on the scale', async () => {
    const high = Array.from({ length: 9 }, (_, index) => npsFact(ago(9 - index), 'web', [28, 2, 0]));
    const trend = await trendFor([...high, npsFact(ago(0), 'web', [28, 2, 0])]);
    expect(trend.points.at(-1)?.limits?.high).toBe(100);
  });
});

describe('months', () => {
  test('are 13 where there are fewer, and a month without answers is a gap', async () => {
    const trend = await trendFor([usual(2), usual(0)]);
    expect(trend.points.map(({ month }) => month)).toHaveLength(13);
    expect(trend.points.at(-2)).toMatchObject({
      figure: { state: 'none', value: null, n: 0 },
      limits: null,
      signal: null,
    });
  });

  test('are 25 at most, from the first with answers on', async () => {
    expect((await trendFor([usual(40), usual(24), usual(0)])).points).toHaveLength(25);
    expect((await trendFor([usual(20), usual(0)])).points[0]?.month).toBe(ago(20));
  });

  test('a month below the minimum base shows its n and takes no part in the centre', async () => {
    const trend = await trendFor([...year, npsFact(ago(13), 'web', [9, 0, 0]), usual(0)]);
    expect(trend.points[0]).toMatchObject({ month: ago(13), figure: { state: 'small', n: 9, value: null } });
    expect(trend.baseline).not.toContain(ago(13));
  });

  test('the current month keeps its own id, others carry their month', async () => {
    const trend = await trendFor([usual(1), usual(0)]);
    expect(trend.points.at(-1)?.figure.id).toBe('nps');
    expect(trend.points.at(-2)?.figure.id).toBe('nps@2026-09');
  });
});

test('nine months above the centre are a run', async () => {
  // 100/60/40 is 30 points, 120/40/40 is 40: eleven of the one, then nine of the other, all within their limits.
  const below = Array.from({ length: 11 }, (_, index) => npsFact(ago(19 - index), 'web', [100, 60, 40]));
  const above = Array.from({ length: 9 }, (_, index) => npsFact(ago(8 - index), 'web', [120, 40, 40]));
  const trend = await trendFor([...below, ...above]);
  expect(trend.points.at(-1)?.signal).toBe('run');
  expect(trend.points.at(-2)?.signal).toBeNull();
  expect(trend.title.id).toBe('trend.run-above');
});

test('a month that stays outside its limits does not cross them anew', async () => {
  const low = (months: number) => npsFact(ago(months), 'web', [60, 50, 90]);
  const trend = await trendFor([...year.slice(0, 11), low(1), low(0)]);
  expect(trend.points.slice(-2).map(({ signal }) => signal)).toEqual(['below', 'below']);
  expect(trend.title.id).toBe('trend.still-below');
});

test('a history of which more than a quarter lies outside its own limits is called unstable', async () => {
  const jumping = Array.from({ length: 12 }, (_, index) =>
    npsFact(ago(12 - index), 'web', index % 2 ? [180, 10, 10] : [20, 50, 130]),
  );
  expect((await trendFor([...jumping, usual(0)])).title.id).toBe('trend.unstable');
});

test('a KPI without any answer has no trend', async () => {
  expect(trendOf(await seriesOf([]))).toBeNull();
});

test('a month that may not be published says so', async () => {
  expect((await trendFor([usual(1), npsFact(ago(0), 'web', [3, 0, 0])])).title.id).toBe('trend.unpublished');
});

async function trendFor(facts: readonly Fact[]) {
  return trendOf(await seriesOf(facts))!;
}

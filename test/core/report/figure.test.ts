import { describe, expect, test } from 'vitest';
import { changeOf, figureOf } from '../../../core/report/figure.ts';
import { kpiInfo } from '../../../core/report/kpi-info.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { volume } from '../../../plugins/kpis/volume.ts';
import { useKpi } from './lumiere.ts';

const metricOf = (kpi: ReturnType<typeof useKpi>) => ({ kpi, info: kpiInfo(kpi, [kpi]) });
const score = metricOf(useKpi(nps));
const count = metricOf(useKpi(volume));
const now = { month: '2026-10', cell: {}, current: true };
const parts = (promoters: number, passives: number, detractors: number) => ({
  n: promoters + passives + detractors,
  promoters,
  detractors,
});

describe('a figure', () => {
  test('has an id by KPI, cell and month; "not given" is an empty value', () => {
    expect(figureOf(score, parts(1, 1, 1), now).id).toBe('nps');
    expect(figureOf(score, parts(1, 1, 1), { ...now, month: '2026-09', current: false }).id).toBe('nps@2026-09');
    expect(figureOf(score, parts(1, 1, 1), { ...now, cell: { channel: 'web' } }).id).toBe('nps;channel=web');
    expect(figureOf(score, parts(1, 1, 1), { ...now, cell: { channel: null } }).id).toBe('nps;channel=');
  });

  test('is indicative from 30 answers, firm from 100', () => {
    expect(figureOf(score, parts(30, 30, 39), now).state).toBe('grey');
    expect(figureOf(score, parts(30, 30, 40), now).state).toBe('shown');
  });

  test('that is hidden tells nothing, not even its base', () => {
    expect(figureOf(score, parts(30, 30, 40), now, true)).toMatchObject({
      state: 'suppressed',
      n: null,
      value: null,
      low: null,
    });
  });

  test('of a count is firm from 5 on, since nothing was sampled', () => {
    expect(figureOf(count, { n: 5 }, now)).toMatchObject({ state: 'shown', value: 5, n: 5 });
    expect(figureOf(count, { n: 4 }, now)).toMatchObject({ state: 'suppressed', n: null });
  });
});

describe('a change', () => {
  const against = { against: 'previous-month', month: '2026-09' } as const;

  test('below the base on one side keeps the other side’s figure for the mark, and no difference', () => {
    const change = changeOf(score, parts(4, 3, 3), parts(110, 50, 40), against);
    expect(change).toMatchObject({ verdict: 'base-too-small', n: 200, delta: null, low: null, p: null, method: null });
    expect(change.value).toBeCloseTo(35, 9);
  });

  test('against fewer than five answers does not tell how many', () => {
    expect(changeOf(score, parts(110, 50, 40), parts(1, 1, 1), against)).toMatchObject({ n: null, value: null });
  });

  test('of a count is no test', () => {
    expect(changeOf(count, { n: 500 }, { n: 400 }, against)).toMatchObject({
      verdict: 'no-comparison',
      value: 400,
      delta: null,
    });
  });
});

test('a minimum base below 5 in the plan is raised to 5', () => {
  const kpi = useKpi(nps);
  expect(kpiInfo({ ...kpi, use: { ...kpi.use, minN: 1 } }, []).minN).toBe(5);
});

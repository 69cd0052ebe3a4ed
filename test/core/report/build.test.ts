import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../core/model/digest.ts';
import type { ReportModel } from '../../../core/model/report.ts';
import { buildReport } from '../../../core/report/build.ts';
import { seal } from '../../../core/report/seal.ts';
import { lumiere } from './lumiere.ts';
import { memoryReader } from './memory-reader.ts';

const kept = new URL('../../fixtures/report-model.json', import.meta.url);
const model = await buildReport(lumiere.input, memoryReader(lumiere.memory));
// After a change that is meant: VERBATIM_KEEP=1 npx vitest run test/core/report && npx biome check --write test/fixtures
if (process.env.VERBATIM_KEEP === '1') writeFileSync(kept, `${JSON.stringify(model, null, 2)}\n`);

const tile = (kpi: string) => model.summary.tiles.find(one => one.kpi === kpi)!;

test('the model of the shop is the kept one', () => {
  expect(model).toEqual(JSON.parse(readFileSync(kept, 'utf8')));
});

test('the same reads give the same bytes', async () => {
  const again = await buildReport(lumiere.input, memoryReader(lumiere.memory));
  expect(JSON.stringify(again)).toBe(JSON.stringify(model));
});

test('the digest is of everything but itself', () => {
  const { digest, ...rest } = model;
  expect(digest).toMatch(/^[0-9a-f]{8}$/);
  expect(seal(rest).digest).toBe(digest);
  expect(seal({ ...rest, audience: 'operations' }).digest).not.toBe(digest);
  expect(canonicalJson(rest)).not.toContain(digest);
});

describe('what it says of itself', () => {
  test('its name is client and month, its cut-off the end of the month, since the run came later', () => {
    expect(model).toMatchObject({
      name: 'lumiere-2026-10',
      month: '2026-10',
      status: 'final',
      cutOff: '2026-10-31T23:00:00.000Z',
      client: { id: 'lumiere', name: 'Maison Lumière' },
    });
  });

  test('of two uses of one KPI only the one that reads another question is told by it', () => {
    expect(model.kpis.map(({ id, label }) => [id, label.fr])).toEqual([
      ['nps', 'NPS'],
      ['csat', 'Satisfaction (4–5 sur 5)'],
      ['ces', 'Facilité (5–7 sur 7)'],
      ['net-sentiment', 'Sentiment net'],
      ['csat.retrait', 'Satisfaction (4–5 sur 5) (retrait)'],
      ['volume', 'Volume de retours'],
    ]);
  });
});

describe('tiles', () => {
  test('stand in the order of the pipeline', () => {
    expect(model.summary.tiles.map(({ kpi }) => kpi)).toEqual(model.kpis.map(({ id }) => id));
  });

  test('NPS: 564 promoters and 273 detractors of 1 243 are 23.4, against 351 of 1 090 in September', () => {
    const { figure, previous } = tile('nps');
    expect(figure).toMatchObject({ state: 'shown', n: 1243, method: 'adjusted-wald' });
    expect(figure.value).toBeCloseTo((100 * 291) / 1243, 9);
    expect(previous).toMatchObject({ month: '2026-09', n: 1090, verdict: 'down', q: null });
    expect(previous?.value).toBeCloseTo((100 * 351) / 1090, 9);
    // Variances 0.61856 and 0.56874 of one answer; standard error 3.1926 points; z = -8.7907 / 3.1926 = -2.7535
    expect(previous?.delta).toBeCloseTo(-8.7907, 4);
    expect(previous?.p).toBeCloseTo(0.0059, 4);
  });

  test('a base of 17 shows its n, no value, no interval and no test', () => {
    const { figure, previous } = tile('csat.retrait');
    expect(figure).toMatchObject({ state: 'small', n: 17, value: null, low: null, high: null });
    expect(previous).toMatchObject({ verdict: 'base-too-small', value: null, n: 21, delta: null, p: null });
  });

  test('a volume is shown with the month before, without a test', () => {
    expect(tile('volume').figure).toMatchObject({ state: 'shown', value: 1337, low: null });
    expect(tile('volume').previous).toMatchObject({ verdict: 'no-comparison', value: 1144, delta: null });
  });

  test('a question that was not asked a year ago has nothing to compare with', () => {
    expect(tile('csat.retrait').yearAgo).toMatchObject({
      month: '2025-10',
      verdict: 'no-comparison',
      value: null,
      n: 0,
    });
  });

  test('a spark line has 13 months, ends in this one, and leaves a gap where there is none', () => {
    expect(tile('nps').spark).toHaveLength(13);
    expect(tile('nps').spark.at(-1)).toBe(tile('nps').figure.value);
    expect(tile('csat.retrait').spark).toEqual([]);
  });
});

describe('annex', () => {
  test('has every figure of the report exactly once', () => {
    const printed = figuresOf(model);
    const ids = model.annex.map(({ figure }) => figure.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(printed.map(({ id }) => id)));
  });

  test('one id is one figure wherever it is printed', () => {
    const byId = new Map(model.annex.map(({ figure }) => [figure.id, figure]));
    for (const figure of figuresOf(model)) expect(figure).toEqual(byId.get(figure.id));
  });
});

function figuresOf({ summary, trends, segments }: ReportModel) {
  return [
    ...summary.tiles.map(({ figure }) => figure),
    ...trends.flatMap(({ points }) => points.map(({ figure }) => figure)),
    ...segments.flatMap(({ rows, total }) =>
      [...rows, total].flatMap(({ cells }) => cells.map(({ figure }) => figure)),
    ),
  ];
}

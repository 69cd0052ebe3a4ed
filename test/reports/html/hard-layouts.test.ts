import { describe, expect, test } from 'vitest';
import { sampleModel } from '../sample-model.ts';
import { figure, sampleTable, sampleTrend, segmentRow } from '../sample-parts.ts';
import { htmlOf } from './html-of.ts';
import { bodyText, cellsOf } from './read-html.ts';

test('forty segments have one row each in their table, under one repeated head', async () => {
  const rows = Array.from({ length: 40 }, (_, index) => segmentRow(`r${index}`, `Région ${index}`, 10 + index, null));
  const html = await htmlOf(sampleModel({ segments: [sampleTable(rows)] }));
  const matrix = /<table class="matrix">[\s\S]*?<\/table>/.exec(html)![0];
  expect(
    cellsOf(matrix)
      .slice(1, -1)
      .map(cells => cells[0]),
  ).toEqual(rows.map(row => row.label.fr));
  expect(matrix.match(/<thead>/g)).toHaveLength(1);
});

test('a long segment table may break over pages, a short one stays whole', async () => {
  const rows = Array.from({ length: 15 }, (_, index) => segmentRow(`r${index}`, `Région ${index}`, 10, null));
  expect(await htmlOf(sampleModel({ segments: [sampleTable(rows)] }))).not.toContain('segment-block whole');
  expect(await htmlOf(sampleModel({ segments: [sampleTable(rows.slice(1))] }))).toContain('segment-block whole');
});

test('eight KPIs make a dense table without the strip column', async () => {
  const [table] = sampleModel().segments;
  const twice = <T>(items: readonly T[]): readonly T[] => [...items, ...items];
  const rows = table!.rows.map(row => ({ ...row, cells: twice(row.cells) }));
  const wide = {
    ...table!,
    kpis: twice(table!.kpis),
    rows,
    total: { ...table!.total, cells: twice(table!.total.cells) },
  };
  const matrix = /<table class="matrix dense">[\s\S]*?<\/table>/.exec(
    await htmlOf(sampleModel({ segments: [wide] })),
  )![0];
  expect(cellsOf(matrix).every(cells => cells.length === 9)).toBe(true);
});

describe('a report that lacks a part has no page for it', () => {
  const base = sampleModel();
  test.each([
    ['trends', { trends: [] }],
    ['segments', { segments: [] }],
    ['verbatims', { verbatims: { ...base.verbatims, groups: [] } }],
    ['data', { annex: [] }],
  ] as const)('%s', async (page, changes) => {
    expect(await htmlOf(sampleModel(changes))).not.toContain(`<section class="page ${page}">`);
    expect(await htmlOf(base)).toContain(`<section class="page ${page}">`);
  });
});

test('a trend without any figure beside one with figures says why there is no line', async () => {
  const trend = sampleTrend('csat', 78, 5);
  const points = trend.points.map(point => ({
    ...point,
    limits: null,
    signal: null,
    figure: figure(`csat@${point.month}`, 'small', null, 9),
  }));
  const trends = [sampleTrend('nps', 33, 8), { ...trend, centre: null, baseline: null, points }];
  const text = bodyText(await htmlOf(sampleModel({ trends })));
  expect(text).toContain('Satisfaction (4–5 sur 5) : aucun mois n’atteint encore la base minimale');
  expect(text).toContain('Historique trop court pour des limites de contrôle');
});

test('a report without client and with one tile has a cover and a summary', async () => {
  const base = sampleModel();
  const summary = { ...base.summary, tiles: base.summary.tiles.slice(0, 1), why: [], next: [] };
  const text = bodyText(await htmlOf(sampleModel({ client: null, summary })));
  expect(text.startsWith('Comité de direction Voix du client Octobre 2026')).toBe(true);
  expect(text).not.toContain('Ce que nous proposons');
});

test('a window that is no month is named by its days', async () => {
  const window = { from: '2026-09-30T22:00:00.000Z', to: '2026-10-15T22:00:00.000Z' };
  expect(bodyText(await htmlOf(sampleModel({ month: null, window })))).toContain('1er octobre 2026 – 15 octobre 2026');
});

test('a figure whose KPI the model does not describe is a fault of ours, by name', async () => {
  await expect(htmlOf(sampleModel({ kpis: [] }))).rejects.toMatchObject({
    code: 'VB5005',
    message: expect.stringContaining('"nps"'),
  });
});

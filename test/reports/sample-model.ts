import type { ReportModel, SegmentTable, Tile, Trend } from '../../core/model/report.ts';
import { kpis, sampleQuotes, sampleTable, sampleTiles, sampleTrend } from './sample-parts.ts';
import { count, local, moved, percent, phrase, plain } from './sample-phrases.ts';

/** A report model of invented figures with every state, verdict and kind of phrase value; parts may be replaced. */
export function sampleModel(changes: Partial<ReportModel> = {}): ReportModel {
  const tiles = sampleTiles();
  const trends = [sampleTrend('nps', 33.1, 8), sampleTrend('csat', 78.6, 5), sampleTrend('sentiment', 24.2, 11)];
  const segments = [sampleTable()];
  return {
    schemaVersion: 1,
    template: 'monthly-cx',
    name: 'lumiere-2026-10',
    digest: '9f3c21e0',
    title: null,
    client: { id: 'lumiere', name: 'Maison Lumière' },
    pipeline: 'voix-du-client',
    audience: 'executive',
    window: { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' },
    month: '2026-10',
    timezone: 'Europe/Paris',
    asOf: '2026-11-02T05:00:00.000Z',
    cutOff: '2026-10-31T23:00:00.000Z',
    status: 'final',
    coverage: {
      feedback: 1243,
      commented: 981,
      sources: [
        {
          source: 'enquetes',
          stream: 'reponses',
          feedback: 1187,
          first: '2026-09-30T23:04:00.000Z',
          last: '2026-10-31T20:11:00.000Z',
          quarantined: 14,
        },
        { source: 'avis', stream: 'avis-en-ligne', feedback: 56, first: null, last: null, quarantined: 0 },
      ],
    },
    kpis,
    headline: phrase('headline.down', {
      noun: local('le NPS', 'the NPS'),
      value: plain(27.4),
      previous: plain(33.1),
      month: { kind: 'month', month: '2026-09' },
    }),
    summary: {
      title: phrase('title.down', {
        noun: local('le NPS', 'the NPS'),
        value: plain(27.4),
        previous: plain(33.1),
        segment: { kind: 'text', text: 'Livraison' },
      }),
      tiles,
      moved: [
        phrase('moved.month-down', { ...moved(27.4, 33.1, -5.7), p: { kind: 'p', value: 0.0042 } }),
        phrase('moved.month-down', {
          ...moved(18.6, 26, -7.4),
          noun: local('le sentiment net', 'net sentiment'),
          p: { kind: 'p', value: 0.0001 },
        }),
      ],
      why: [
        phrase('why.weakest', {
          segment: local('Livraison', 'Delivery'),
          noun: local('le NPS', 'the NPS'),
          value: plain(6.3),
          rest: plain(32.1),
          delta: { kind: 'number', value: -25.8, digits: 1, unit: 'plain', signed: true },
          n: { kind: 'number', value: 1221, digits: 0, unit: 'count', signed: false },
        }),
      ],
      next: [
        phrase('next.look-month', {
          segment: local('Livraison', 'Delivery'),
          noun: local('le NPS', 'the NPS'),
          month: { kind: 'month', month: '2026-11' },
        }),
      ],
    },
    trends,
    segments,
    verbatims: {
      title: phrase('verbatims.negative', { negative: count(420), positive: count(318), n: count(981) }),
      groups: [
        { title: phrase('quotes.weak', { segment: local('Livraison', 'Delivery') }), n: 214, quotes: sampleQuotes },
      ],
    },
    method: {
      models: [{ step: 'tonalite', model: 'lexicon-fr@1.2.0', scored: 1002, abstained: 21 }],
      notes: [
        phrase('method.base', { minN: count(30), firm: count(100) }),
        phrase('method.verdict', { level: percent(5) }),
        phrase('method.rounding', {}),
        phrase('method.limits', {}),
        phrase('method.association', {}),
      ],
    },
    annex: annexOf(tiles, trends, segments),
    ...changes,
  };
}

function annexOf(
  tiles: readonly Tile[],
  trends: readonly Trend[],
  segments: readonly SegmentTable[],
): ReportModel['annex'] {
  const rows = [
    ...tiles.map(tile => ({ figure: tile.figure, change: tile.previous, section: 'summary' as const })),
    ...trends.flatMap(trend =>
      trend.points.map(point => ({ figure: point.figure, change: null, section: 'trend' as const })),
    ),
    ...segments.flatMap(table =>
      [...table.rows, table.total].flatMap(row => row.cells.map(cell => ({ ...cell, section: 'segments' as const }))),
    ),
  ];
  return rows.filter((row, index) => rows.findIndex(one => one.figure.id === row.figure.id) === index);
}

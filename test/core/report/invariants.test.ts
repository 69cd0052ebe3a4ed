import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportModel } from '../../../core/model/report.ts';
import { type SentenceId, sentences } from '../../../core/report/sentences.ts';
import { csat } from '../../../plugins/kpis/csat.ts';
import { netSentiment } from '../../../plugins/kpis/net-sentiment.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { volume } from '../../../plugins/kpis/volume.ts';
import { useKpi } from './lumiere.ts';
import type { Fact } from './memory-reader.ts';
import { ago, build, inputOf } from './scene.ts';

const by = ['channel', 'touchpoint'];
const input = inputOf({
  kpis: [useKpi(nps, { by }), useKpi(csat, { by }), useKpi(netSentiment, { by: ['channel'] }), useKpi(volume, { by })],
});

const count = fc.oneof(fc.nat(3), fc.nat(40), fc.nat(400));
const factArbitrary = fc
  .record({
    kpi: fc.constantFrom('nps', 'csat', 'net-sentiment', 'volume'),
    month: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(26)),
    channel: fc.constantFrom('web', 'phone', 'store', 'chat', null),
    touchpoint: fc.constantFrom('order', 'delivery', null),
    counts: fc.tuple(count, count, count),
  })
  .map(({ kpi, month, channel, touchpoint, counts: [a, b, c] }): Fact => {
    const n = a + b + c;
    const parts = {
      nps: { n, promoters: a, detractors: c },
      csat: { n, positive: a },
      'net-sentiment': { n, positive: a, negative: c },
      volume: { n },
    };
    return {
      kpi: `kpi.${kpi}`,
      month: ago(month),
      cell: { channel, touchpoint },
      parts: parts[kpi as keyof typeof parts],
    };
  });

const models = (check: (model: ReportModel, facts: readonly Fact[]) => void) =>
  fc.assert(
    fc.asyncProperty(fc.array(factArbitrary, { maxLength: 40 }), async facts =>
      check(await build(facts, [], input), facts),
    ),
    { numRuns: 25 },
  );

test('any model survives JSON: no NaN, no Infinity, no undefined', async () => {
  await models(model => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    expect(numbersOf(model).every(Number.isFinite)).toBe(true);
  });
});

test('any annex has each figure once', async () => {
  await models(model => {
    const ids = model.annex.map(({ figure }) => figure.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('no figure below its base has a value, and none below five has an n', async () => {
  await models(model => {
    const minN = new Map(model.kpis.map(kpi => [kpi.id, kpi.minN]));
    for (const { figure, change } of model.annex) {
      const least = minN.get(figure.kpi) ?? 0;
      if (figure.value !== null) expect(figure.n).toBeGreaterThanOrEqual(least);
      if (figure.n !== null && figure.n !== 0) expect(figure.n).toBeGreaterThanOrEqual(5);
      expect(figure.value === null).toBe(figure.state !== 'shown' && figure.state !== 'grey');
      const tested = change !== null && ['up', 'down', 'no-detectable-change'].includes(change.verdict);
      if (tested) expect(figure.value).not.toBeNull();
      if (change && !tested) expect(change.delta).toBeNull();
      if (change?.n != null && change.n !== 0) expect(change.n).toBeGreaterThanOrEqual(5);
    }
  });
});

test('what a table hides cannot be worked out from its total', async () => {
  await models(model => {
    for (const table of model.segments) {
      table.kpis.forEach((_, column) => {
        const figures = table.rows.map(row => row.cells[column]!.figure);
        const hidden = figures.filter(({ state }) => state === 'suppressed').length;
        const told = figures.reduce((sum, { n }) => sum + (n ?? 0), 0);
        const rest = table.total.cells[column]!.figure.n! - told;
        if (hidden === 0) expect(rest).toBe(0);
        else expect(hidden >= 2 && rest >= 5 && rest > hidden).toBe(true);
      });
    }
  });
});

test('every sentence of any model has exactly its values', async () => {
  await models(model => {
    for (const { id, values } of phrasesOf(model)) {
      expect(Object.keys(values).sort()).toEqual([...sentences[id as SentenceId]].sort());
    }
  });
});

const npsFact = (month: number, touchpoint: string | null, n: number, promoters: number, detractors: number): Fact => ({
  ...{ kpi: 'kpi.nps', month: ago(month), cell: { channel: 'web', touchpoint } },
  parts: { n, promoters, detractors },
});
/** Of these the parts of the change differ in their last digit when they are added the other way round. */
const touchy: Fact[] = [
  npsFact(1, 'delivery', 1, 0, 0),
  npsFact(1, 'order', 29, 0, 0),
  npsFact(0, 'order', 3, 2, 1),
  npsFact(0, null, 356, 57, 299),
];

test('the order in which facts are read changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(factArbitrary, { maxLength: 30 }), async facts => {
      const [there, back] = [await build(facts, [], input), await build(facts.toReversed(), [], input)];
      expect(back).toEqual(there);
    }),
    { numRuns: 15, examples: [[touchy]] },
  );
});

function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersOf) : [];
}

function phrasesOf({ headline, summary, trends, segments, verbatims, method }: ReportModel) {
  return [
    headline,
    summary.title,
    ...summary.moved,
    ...summary.why,
    ...summary.next,
    ...trends.map(({ title }) => title),
    ...segments.map(({ title }) => title),
    verbatims.title,
    ...verbatims.groups.map(({ title }) => title),
    ...method.notes,
  ];
}

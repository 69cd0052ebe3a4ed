import { describe, expect, test } from 'vitest';
import { dimensionsOf } from '../../../core/report/segment-table.ts';
import { benjaminiHochberg } from '../../../core/stats/benjamini-hochberg.ts';
import { netChange } from '../../../core/stats/net-score.ts';
import { csat } from '../../../plugins/kpis/csat.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { useKpi } from './lumiere.ts';
import type { Fact } from './memory-reader.ts';
import { build, inputOf, month, npsFact, seriesOf } from './scene.ts';

const now = (channel: string | null, counts: readonly [number, number, number]): Fact =>
  npsFact(month, channel, counts);
const tableOf = async (facts: readonly Fact[]) => (await build(facts)).segments[0];
const cellOf = async (facts: readonly Fact[], value: string | null) =>
  (await tableOf(facts))!.rows.find(row => row.value === value)!.cells[0]!;

describe('a cell', () => {
  test('is held against the rest of its column, without itself', async () => {
    // phone 20/20/60 is -40; the rest 80/20/0 and 60/40/0 is 140 of 200: +70
    const facts = [now('phone', [20, 20, 60]), now('store', [80, 20, 0]), now('web', [60, 40, 0])];
    const { figure, change } = await cellOf(facts, 'phone');
    expect(figure).toMatchObject({ id: 'nps;channel=phone', n: 100, state: 'shown' });
    expect(figure.value).toBeCloseTo(-40, 9);
    expect(change).toMatchObject({ against: 'rest', month: null, n: 200, verdict: 'down' });
    expect(change?.value).toBeCloseTo(70, 9);
    expect(change?.delta).toBeCloseTo(-110, 9);
  });

  test('gets its verdict from q, after all tests of the table', async () => {
    const counts: Record<string, [number, number, number]> = {
      a: [50, 30, 20],
      b: [48, 30, 22],
      c: [40, 30, 30],
      d: [38, 30, 32],
      e: [36, 40, 24],
      f: [58, 22, 20],
    };
    const table = (await tableOf(Object.entries(counts).map(([channel, one]) => now(channel, one))))!;
    const all = Object.values(counts);
    const sum = (index: 0 | 1 | 2) => all.reduce((total, one) => total + one[index], 0);
    const parts = ([positive, neutral, negative]: [number, number, number]) => ({
      n: positive + neutral + negative,
      positive,
      negative,
    });
    const ps = all.map(one => netChange(parts(one), parts([sum(0) - one[0], sum(1) - one[1], sum(2) - one[2]]))!.p!);
    const qs = benjaminiHochberg(ps);
    Object.keys(counts).forEach((channel, index) => {
      const change = table.rows.find(row => row.value === channel)!.cells[0]!.change!;
      expect(change.p).toBeCloseTo(ps[index]!, 12);
      expect(change.q).toBeCloseTo(qs[index]!, 12);
      const expected = qs[index]! > 0.05 ? 'no-detectable-change' : change.delta! > 0 ? 'up' : 'down';
      expect(change.verdict).toBe(expected);
    });
    // The case is only worth testing where the correction takes a finding away.
    expect(ps.filter(p => p <= 0.05).length).toBeGreaterThan(qs.filter(q => q <= 0.05).length);
  });

  test('below the minimum base has n and no test', async () => {
    const { figure, change } = await cellOf([now('phone', [10, 5, 5]), now('web', [100, 50, 40])], 'phone');
    expect(figure).toMatchObject({ state: 'small', n: 20, value: null });
    expect(change).toMatchObject({ verdict: 'base-too-small', delta: null, p: null, q: null });
  });
});

describe('suppression', () => {
  test('40, 16 and 4 answers: the 4 and the 16 are hidden, n and all', async () => {
    const facts = [now('lyon', [20, 10, 10]), now('lille', [8, 4, 4]), now('brest', [2, 1, 1])];
    const table = (await tableOf(facts))!;
    for (const value of ['lille', 'brest']) {
      const cell = table.rows.find(row => row.value === value)!.cells[0]!;
      expect(cell.figure).toMatchObject({ state: 'suppressed', n: null, value: null, low: null, high: null });
      expect(cell.change).toBeNull();
    }
    expect(table.total.cells[0]?.figure).toMatchObject({ id: 'nps', n: 60 });
  });

  test('a table in which every cell would be hidden is left out', async () => {
    expect(await tableOf([now('a', [1, 1, 1]), now('b', [2, 1, 1])])).toBeUndefined();
    expect(await tableOf([now('a', [1, 0, 0]), now('b', [1, 0, 0]), now('c', [1, 0, 0])])).toBeUndefined();
  });

  test('hidden rows do not betray which is larger: they stand in the order of their names', async () => {
    const facts = [now('lyon', [20, 10, 10]), now('zone', [8, 4, 4]), now('alba', [1, 1, 1])];
    expect((await tableOf(facts))!.rows.map(row => row.value)).toEqual(['lyon', 'alba', 'zone']);
  });
});

describe('rows', () => {
  test('stand by base, "not given" last, under their names in both languages', async () => {
    const facts = [
      now(null, [90, 50, 60]),
      now('store', [30, 10, 10]),
      now('phone', [60, 30, 10]),
      now('X12', [20, 10, 10]),
    ];
    expect((await tableOf(facts))!.rows.map(row => [row.value, row.label.fr])).toEqual([
      ['phone', 'Téléphone'],
      ['store', 'Magasin'],
      ['X12', 'X12'],
      [null, 'Non renseigné'],
    ]);
  });

  test('a value that only one KPI has is an empty cell for the other', async () => {
    const input = inputOf({ kpis: [useKpi(nps, { by: ['channel'] }), useKpi(csat, { by: ['channel'] })] });
    const facts: Fact[] = [
      now('web', [50, 30, 20]),
      { kpi: 'kpi.csat', month, cell: { channel: 'chat' }, parts: { n: 80, positive: 60 } },
    ];
    const [table] = (await build(facts, [], input)).segments;
    const chat = table!.rows.find(row => row.value === 'chat')!;
    expect(chat.cells[0]).toMatchObject({ figure: { state: 'none', n: 0, value: null }, change: null });
    expect(chat.cells[1]?.figure).toMatchObject({ state: 'grey', value: 75 });
  });
});

test('touchpoint and channel come first, then the others as the KPIs name them', async () => {
  const kpis = [
    useKpi(nps, { by: ['attribute.region', 'channel'] }),
    useKpi(csat, { by: ['segment.loyalty', 'touchpoint'] }),
  ];
  const all = await Promise.all(kpis.map(kpi => seriesOf([], inputOf({ kpis: [kpi] }))));
  expect(dimensionsOf(all)).toEqual(['touchpoint', 'channel', 'attribute.region', 'segment.loyalty']);
});

describe('the title', () => {
  test('names who lies below and who above the rest', async () => {
    const table = await tableOf([now('phone', [20, 20, 60]), now('store', [80, 20, 0]), now('web', [60, 20, 20])]);
    expect(table?.title.id).toBe('segments.both');
    expect(table?.title.values.weak).toMatchObject({ text: { en: 'Phone' } });
    expect(table?.title.values.strong).toMatchObject({ text: { en: 'Store' } });
  });

  test('says when nothing is seen, and when nothing could be', async () => {
    expect((await tableOf([now('phone', [50, 30, 20]), now('web', [50, 30, 20])]))?.title.id).toBe('segments.none');
    expect((await tableOf([now('phone', [5, 3, 2]), now('web', [5, 3, 2])]))?.title.id).toBe('segments.small');
  });
});

import { describe, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/model/report.ts';
import { csat } from '../../../plugins/kpis/csat.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { volume } from '../../../plugins/kpis/volume.ts';
import { useKpi } from './lumiere.ts';
import type { Fact } from './memory-reader.ts';
import { ago, build, inputOf, npsFact } from './scene.ts';

const high = [200, 60, 40] as const; // 53.3
const low = [100, 80, 120] as const; // -6.7
const satisfied = (when: string, positive: number, n = 300): Fact => ({
  kpi: 'kpi.csat',
  month: when,
  cell: { channel: 'web' },
  parts: { n, positive },
});
const two = inputOf({ kpis: [useKpi(nps), useKpi(csat)] });
const nowAndBefore = (now: readonly [number, number, number], before: readonly [number, number, number]): Fact[] => [
  npsFact(ago(0), 'web', now),
  npsFact(ago(1), 'web', before),
];
const said = (model: ReportModel) =>
  [...model.summary.moved, ...model.summary.why, ...model.summary.next].map(({ id }) => id);

describe('the headline', () => {
  test.each([
    ['a fall', nowAndBefore(low, high), 'headline.down'],
    ['a rise', nowAndBefore(high, low), 'headline.up'],
    ['no detectable change', nowAndBefore(high, high), 'headline.steady'],
    ['a first month', [npsFact(ago(0), 'web', high)], 'headline.first'],
    ['a month before on too small a base', nowAndBefore(high, [5, 3, 2]), 'headline.first'],
    ['too few answers', [npsFact(ago(0), 'web', [5, 3, 2])], 'headline.nothing-month'],
    ['no answers at all', [], 'headline.nothing-month'],
  ])('of %s says so', async (_name, facts, id) => {
    expect((await build(facts)).headline.id).toBe(id);
  });

  test('of several KPIs that move names them together, or apart where they part', async () => {
    const fallen = await build([...nowAndBefore(low, high), satisfied(ago(0), 150), satisfied(ago(1), 250)], [], two);
    expect(fallen.headline).toMatchObject({ id: 'headline.all-down', values: { nouns: { items: { length: 2 } } } });
    const parted = await build([...nowAndBefore(high, low), satisfied(ago(0), 150), satisfied(ago(1), 250)], [], two);
    expect(parted.headline).toMatchObject({
      id: 'headline.mixed',
      values: { up: { items: [{ text: { en: 'NPS' } }] }, down: { items: [{ text: { en: 'satisfaction' } }] } },
    });
  });

  test('20 to 35 points with p 0.069 is no news', async () => {
    const model = await build(nowAndBefore([110, 50, 40], [81, 54, 45]));
    expect(model.summary.tiles[0]?.previous).toMatchObject({ verdict: 'no-detectable-change' });
    expect(model.summary.tiles[0]?.previous?.p).toBeCloseTo(0.06899, 5);
    expect(model.headline.id).toBe('headline.steady');
  });

  test('with a segment below the rest, the first page names it in its title', async () => {
    const model = await build([
      npsFact(ago(0), 'web', [160, 30, 10]),
      npsFact(ago(0), 'phone', low),
      npsFact(ago(1), 'web', high),
    ]);
    expect(model.summary.title.id).toBe('title.down');
    expect(model.summary.title.values.segment).toMatchObject({ text: { en: 'Phone' } });
    expect(model.headline.id).toBe('headline.down');
  });
});

describe('what moved', () => {
  test('a change is told with both figures, its size and its p', async () => {
    const [moved] = (await build(nowAndBefore(low, high))).summary.moved;
    expect(moved).toMatchObject({
      id: 'moved.month-down',
      values: { month: { month: '2026-09' }, delta: { signed: true }, p: { kind: 'p' } },
    });
    expect(moved?.values.delta).toMatchObject({ value: expect.closeTo(-60, 9) });
  });

  test('a year is told only where it says more than the month', async () => {
    const same = await build([...nowAndBefore(low, high), npsFact(ago(12), 'web', high)]);
    expect(said(same)).not.toContain('moved.year-down');
    const more = await build([...nowAndBefore(low, low), npsFact(ago(12), 'web', high)]);
    expect(said(more)).toContain('moved.year-down');
  });

  test('where nothing moved, the smallest change that could have been seen is told', async () => {
    const model = await build(nowAndBefore([110, 50, 40], [110, 50, 40]));
    expect(model.summary.moved.find(({ id }) => id === 'moved.detectable')?.values.size).toMatchObject({ digits: 0 });
    expect(model.summary.tiles[0]?.detectable).toBeCloseTo(22.1927, 4);
    expect(said(await build(nowAndBefore(low, high)))).not.toContain('moved.detectable');
  });

  test('a volume is told without a verdict', async () => {
    const input = inputOf({ kpis: [useKpi(nps), useKpi(volume)] });
    const counted = [ago(0), ago(1)].map(
      (month, index): Fact => ({ kpi: 'kpi.volume', month, cell: {}, parts: { n: 400 + index } }),
    );
    const model = await build([...nowAndBefore(high, high), ...counted], [], input);
    expect(model.summary.moved.at(-1)).toMatchObject({
      id: 'moved.volume',
      values: { value: { value: 400 }, previous: { value: 401 } },
    });
    expect(said(model)).not.toContain('moved.first');
  });
});

describe('why and what next', () => {
  test('the segments furthest from the rest are named, and looked at first', async () => {
    const model = await build([
      npsFact(ago(0), 'web', high),
      npsFact(ago(0), 'phone', low),
      npsFact(ago(0), 'store', [70, 20, 10]),
    ]);
    expect(model.summary.why.map(({ id }) => id)).toEqual(['why.weakest', 'why.strongest']);
    expect(model.summary.why[0]?.values).toMatchObject({ segment: { text: { en: 'Phone' } }, n: { value: 300 } });
    expect(model.summary.next[0]).toMatchObject({ id: 'next.look-month', values: { month: { month: '2026-11' } } });
  });

  test('"not given" is nobody to look at', async () => {
    const model = await build([npsFact(ago(0), 'web', high), npsFact(ago(0), null, low)]);
    expect(model.summary.why.map(({ id }) => id)).toEqual(['why.strongest']);
  });

  test('where nothing stands out nothing is proposed', async () => {
    const model = await build([npsFact(ago(0), 'web', high), npsFact(ago(0), 'phone', high)]);
    expect(model.summary.why.map(({ id }) => id)).toEqual(['why.no-standout']);
    expect(model.summary.next.map(({ id }) => id)).toEqual(['next.wait-month']);
  });

  test('a KPI on too small a base asks for answers', async () => {
    const model = await build([...nowAndBefore(high, high), satisfied(ago(0), 8, 12)], [], two);
    expect(model.summary.next.at(-1)).toMatchObject({
      id: 'next.base',
      values: { n: { value: 12 }, minN: { value: 30 } },
    });
  });

  test('too few answers for any KPI ask for more and say nothing else', async () => {
    const model = await build([npsFact(ago(0), 'web', [2, 1, 1])]);
    expect(model.status).toBe('not-enough-data');
    expect(said(model)).toEqual(['moved.nothing', 'why.nothing-to-cut', 'next.collect']);
    expect(JSON.stringify(model.annex)).not.toContain('"n":4');
  });
});

test('a change between bases of which one is twice the other is told with a warning', async () => {
  const small = await build([npsFact(ago(0), 'web', low), npsFact(ago(1), 'web', [100, 30, 20])]);
  expect(small.summary.why.find(({ id }) => id === 'why.base-shift')?.values).toMatchObject({
    previous: { value: 150 },
    n: { value: 300 },
    month: { month: '2026-09' },
  });
  expect(said(await build([npsFact(ago(0), 'web', low), npsFact(ago(1), 'web', [101, 30, 20])]))).not.toContain(
    'why.base-shift',
  );
});

describe('status', () => {
  test('is provisional while the month runs, with the cut-off at the run', async () => {
    const asOf = '2026-10-20T06:00:00.000Z';
    const model = await build(nowAndBefore(high, high), [], inputOf({ asOf }));
    expect(model).toMatchObject({ status: 'provisional', cutOff: asOf });
    expect(said(model)).toContain('next.provisional');
    expect(model.method.notes[0]?.id).toBe('method.provisional');
  });

  test('a report of no KPI is not enough data', async () => {
    expect((await build([], [], inputOf({ kpis: [] }))).status).toBe('not-enough-data');
  });
});

test('a window that is no calendar month has no comparison and no trend, and a name with its dates', async () => {
  const input = {
    ...inputOf(),
    node: { ...inputOf().node, window: { from: '2026-08-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' } },
  };
  const model = await build(nowAndBefore(high, low), [], input);
  expect(model).toMatchObject({
    month: null,
    name: 'p-2026-08-01-2026-11-01',
    trends: [],
    headline: { id: 'headline.first' },
  });
  expect(model.summary.tiles[0]).toMatchObject({
    previous: null,
    yearAgo: null,
    detectable: null,
    figure: { id: 'nps', n: 600 },
  });
});

test('the method names only what this report does', async () => {
  const notes = (await build(nowAndBefore(high, high))).method.notes.map(({ id }) => id);
  expect(notes).toContain('method.interval-net');
  expect(notes).not.toContain('method.interval-share');
  expect(notes).not.toContain('method.limits');
  expect(notes).not.toContain('method.quotes');
  expect(notes.at(-1)).toBe('method.association');
});

test('KPIs with minimum bases of their own are told one by one', async () => {
  const input = inputOf({ kpis: [useKpi(nps, { with: { min_n: 50 } }), useKpi(csat)] });
  const notes = (await build(nowAndBefore(high, high), [], input)).method.notes.filter(({ id }) =>
    id.startsWith('method.base'),
  );
  expect(notes.map(({ id, values }) => [id, values.minN])).toEqual([
    ['method.base-kpi', expect.objectContaining({ value: 50 })],
    ['method.base-kpi', expect.objectContaining({ value: 30 })],
  ]);
});

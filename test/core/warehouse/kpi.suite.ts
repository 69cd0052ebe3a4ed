import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Parts } from '../../../core/model/metric.ts';
import { monthWindow, type Window } from '../../../core/model/window.ts';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import type { KpiDefinition } from '../../../core/warehouse/kpi-definition.ts';
import { readParts } from '../../../core/warehouse/kpi-read.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import {
  annotationKpi,
  answerKpi,
  givenFeedback,
  givenStream,
  pipeline,
  removeFeedback,
  timezone,
  volumeKpi,
} from './given-feedback.ts';

/** Counts are stored in the order of their names: detractors, n, promoters. */
const nOf = (counts: readonly number[]): number | undefined => counts[1];

const october = monthWindow('2026-10', timezone);
const november = monthWindow('2026-11', timezone);

/** Daily parts and their sums over windows and cells. */
export function kpiSuite({ open }: TestStores): void {
  const refresh = (wh: Warehouse, ...kpis: KpiDefinition[]) => refreshKpis(wh, { pipeline, timezone, kpis });
  const read = (wh: Warehouse, definition: KpiDefinition, windows: readonly Window[], by: readonly string[] = []) =>
    readParts(wh, { pipeline, definition, windows, timezone, by });
  const total = async (wh: Warehouse, definition: KpiDefinition, window = october): Promise<Parts> =>
    (await read(wh, definition, [window]))[0]!.parts;

  test('answers are counted by cell; an answer that is absent or null is not counted', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: '1', channel: 'web', answers: { nps: 10 } },
      { id: '2', channel: 'web', answers: { nps: 9 } },
      { id: '3', channel: 'web', answers: { nps: 6.5 } },
      { id: '4', channel: 'store', answers: { nps: 0 } },
      { id: '5', channel: 'store', answers: { nps: 8.5 } },
      { id: '6', answers: { nps: 7 } },
      { id: '7', channel: 'web', answers: { nps: null } },
      { id: '8', channel: 'web', answers: { csat: 5 } },
      { id: '9', channel: 'phone' },
    ]);
    const nps = answerKpi({ by: ['channel'] });
    expect(await refresh(wh, nps)).toEqual({ 'kpi.nps': { days: 1, cells: 3 } });
    // web 10, 9, 6.5: 2 promoters, 1 detractor, sum 25.5, squares 100 + 81 + 42.25 = 223.25
    // store 0, 8.5: 1 detractor, sum 8.5, squares 72.25 · not given 7: a passive, squares 49
    expect(await read(wh, nps, [october], ['channel'])).toEqual([
      {
        window: october,
        cell: { channel: 'store' },
        parts: { n: 2, promoters: 0, detractors: 1, sum: 8.5, squares: 72.25 },
      },
      {
        window: october,
        cell: { channel: 'web' },
        parts: { n: 3, promoters: 2, detractors: 1, sum: 25.5, squares: 223.25 },
      },
      { window: october, cell: { channel: null }, parts: { n: 1, promoters: 0, detractors: 0, sum: 7, squares: 49 } },
    ]);
    // 3 + 2 + 1 = 6; 25.5 + 8.5 + 7 = 41; 223.25 + 72.25 + 49 = 344.5
    expect(await total(wh, nps)).toEqual({ n: 6, promoters: 2, detractors: 2, sum: 41, squares: 344.5 });
  });

  test('decimals are summed exactly, so that no order of days gives another total', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', at: '2026-10-15T10:00:00Z', answers: { nps: 0.1 } },
      { id: '2', at: '2026-10-16T10:00:00Z', answers: { nps: 0.3 } },
      { id: '3', at: '2026-10-17T10:00:00Z', answers: { nps: 1.3 } },
    ]);
    const nps = answerKpi();
    await refresh(wh, nps);
    // 0.01 + 0.09 + 1.69 = 1.79. As doubles, neither sum comes out so in any order.
    expect(await total(wh, nps)).toEqual({ n: 3, promoters: 0, detractors: 3, sum: 1.7, squares: 1.79 });
  });

  test('every dimension cuts: channel, touchpoint, source, language, attribute, segment', async () => {
    const wh = await open();
    const [surveys, reviews] = [await givenStream(wh), await givenStream(wh, { source: 'reviews' })];
    const all = { channel: 'web', touchpoint: 'delivery', language: 'fr', answers: { nps: 9 } };
    await givenFeedback(wh, surveys, [{ id: '1', ...all, attributes: { region: 'Nord', shop: 7, club: true } }]);
    await givenFeedback(wh, reviews, [{ id: '1', ...all, attributes: { region: null } }]);
    const member = { stream_id: surveys, external_id: '1', scheme: 'loyalty', segment: 'gold' };
    await wh.db.insertInto('segment_membership').values(member).execute();
    const by = [
      'channel',
      'touchpoint',
      'source',
      'language',
      'attribute.region',
      'attribute.shop',
      'attribute.club',
      'segment.loyalty',
    ];
    const nps = answerKpi({ by });
    await refresh(wh, nps);
    const cells = await read(wh, nps, [october], by);
    const shared = { channel: 'web', touchpoint: 'delivery', language: 'fr' };
    expect(cells.map(({ cell }) => cell)).toEqual([
      {
        ...shared,
        source: 'reviews',
        'attribute.region': null,
        'attribute.shop': null,
        'attribute.club': null,
        'segment.loyalty': null,
      },
      {
        ...shared,
        source: 'surveys',
        'attribute.region': 'Nord',
        'attribute.shop': '7',
        'attribute.club': 'true',
        'segment.loyalty': 'gold',
      },
    ]);
    // Some of the dimensions, in another order than the definition's.
    expect(
      (await read(wh, nps, [october], ['segment.loyalty', 'channel'])).map(({ cell, parts }) => [cell, parts.n]),
    ).toEqual([
      [{ 'segment.loyalty': 'gold', channel: 'web' }, 1],
      [{ 'segment.loyalty': null, channel: 'web' }, 1],
    ]);
  });

  test('a value longer than any index takes is a value like another', async () => {
    const wh = await open();
    const long = Array.from({ length: 20_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join('');
    const rows = ['1', '2'].map(id => ({ id, answers: { nps: 9 }, attributes: { remark: id + long } }));
    await givenFeedback(wh, await givenStream(wh), rows);
    const nps = answerKpi({ by: ['attribute.remark'] });
    await refresh(wh, nps);
    const cells = await read(wh, nps, [october], ['attribute.remark']);
    expect(cells.map(({ cell, parts }) => [cell['attribute.remark'], parts.n])).toEqual([
      [`1${long}`, 1],
      [`2${long}`, 1],
    ]);
  });

  test('an annotation counts once per feedback: the label of the lowest rank that has one', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(
      wh,
      stream,
      ['1', '2', '3', '4'].map(id => ({ id, comment: 'x' })),
    );
    const annotation = (
      id: string,
      step: string,
      rank: number,
      label: 'positive' | 'negative' | null,
      score: number | null,
      question = 'comment',
    ) => ({
      ...{
        stream_id: stream,
        external_id: id,
        question,
        step,
        model: 'm@1',
        rank,
        label,
        score,
        probability: null,
        margin: null,
      },
      ...{ needs_review: false, mixed: false, because: '[]', clauses: '[]' },
    });
    await wh.db
      .insertInto('annotation')
      .values([
        annotation('1', 'second', 1, 'negative', -0.5),
        annotation('1', 'first', 0, 'positive', 0.75),
        annotation('2', 'first', 0, null, null),
        annotation('2', 'second', 1, 'negative', -0.25),
        annotation('3', 'first', 0, null, null),
        annotation('4', 'first', 0, 'positive', 1, 'improve'),
      ])
      .execute();
    const tone = annotationKpi();
    await refresh(wh, tone);
    // 1 is positive by rank 0, 2 negative since rank 0 abstained, 3 has no label, 4 speaks of another text; 0.75 - 0.25 = 0.5
    expect(await total(wh, tone)).toEqual({ n: 2, positive: 1, negative: 1, score: 0.5 });
  });

  test('feedback is counted with and without a comment', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [{ id: '1', comment: 'x' }, { id: '2' }, { id: '3', comment: '' }]);
    const volume = volumeKpi();
    await refresh(wh, volume);
    expect(await total(wh, volume)).toEqual({ n: 3, commented: 1 });
  });

  test('a month is local midnight to local midnight, in the months in which clocks change too', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const at = (id: string, instant: string) => ({ id, at: instant, answers: { nps: 9 } });
    await givenFeedback(wh, stream, [
      // Paris is at +2 until 25 October 03:00 and at +1 afterwards, and at +2 again from 29 March 02:00.
      at('october first instant', '2026-09-30T22:00:00Z'),
      at('september last', '2026-09-30T21:59:59.999Z'),
      at('25 october first', '2026-10-24T22:00:00Z'),
      at('25 october last', '2026-10-25T22:59:59.999Z'),
      at('26 october first', '2026-10-25T23:00:00Z'),
      at('october last', '2026-10-31T22:59:59.999Z'),
      at('november first', '2026-10-31T23:00:00Z'),
      at('29 march first', '2026-03-28T23:00:00Z'),
      at('29 march last', '2026-03-29T21:59:59.999Z'),
      at('30 march first', '2026-03-29T22:00:00Z'),
    ]);
    const nps = answerKpi();
    await refresh(wh, nps);
    const days = await wh.db.selectFrom('kpi_daily').select(['day', 'counts']).orderBy('day').execute();
    expect(days.map(({ day, counts }) => [day, nOf(counts)])).toEqual([
      ['2026-03-29', 2],
      ['2026-03-30', 1],
      ['2026-09-30', 1],
      ['2026-10-01', 1],
      ['2026-10-25', 2],
      ['2026-10-26', 1],
      ['2026-10-31', 1],
      ['2026-11-01', 1],
    ]);
    const months = ['2026-03', '2026-09', '2026-10', '2026-11'].map(month => monthWindow(month, timezone));
    expect((await read(wh, nps, months)).map(({ parts }) => parts.n)).toEqual([3, 1, 5, 1]);
  });

  test('a corrected date moves an answer from its day to the other, and only those two days are computed', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const nps = answerKpi();
    await givenFeedback(wh, stream, [
      { id: '1', at: '2026-10-15T10:00:00Z', answers: { nps: 10 } },
      { id: '2', at: '2026-10-16T10:00:00Z', answers: { nps: 0 } },
    ]);
    expect(await refresh(wh, nps)).toEqual({ 'kpi.nps': { days: 2, cells: 2 } });
    await givenFeedback(wh, stream, [{ id: '1', at: '2026-11-15T10:00:00Z', answers: { nps: 10 } }]);
    // 15 October is empty now, 15 November has one cell.
    expect(await refresh(wh, nps)).toEqual({ 'kpi.nps': { days: 2, cells: 1 } });
    expect((await read(wh, nps, [october, november])).map(({ parts }) => [parts.n, parts.promoters])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(await refresh(wh, nps)).toEqual({ 'kpi.nps': { days: 0, cells: 0 } });
  });

  test('a day whose midnight exists twice, or not at all, is computed whole', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const nps = answerKpi();
    const daysIn = async (zone: string, instants: readonly string[]) => {
      await sql`truncate feedback, dirty_day, kpi_daily, kpi_definition`.execute(wh.db);
      await refreshKpis(wh, { pipeline, timezone: zone, kpis: [nps] });
      const rows = instants.map(at => ({ id: at, at, answers: { nps: 9 } }));
      await givenFeedback(wh, stream, rows, zone);
      await refreshKpis(wh, { pipeline, timezone: zone, kpis: [nps] });
      const daily = await wh.db.selectFrom('kpi_daily').select(['day', 'counts']).orderBy('day').execute();
      return daily.map(({ day, counts }) => [day, nOf(counts)]);
    };
    // Havana goes from -4 back to -5 at 01:00 on 1 November: that day begins at 04:00Z, and 00:30 comes at 04:30Z and 05:30Z.
    expect(await daysIn('America/Havana', ['2026-11-01T04:30:00Z', '2026-11-01T05:30:00Z'])).toEqual([
      ['2026-11-01', 2],
    ]);
    // Beirut goes from +2 to +3 at 00:00 on 29 March: that day begins at 01:00, 22:00Z, and the 30th at 21:00Z.
    expect(
      await daysIn('Asia/Beirut', [
        '2026-03-28T21:59:00Z',
        '2026-03-28T22:00:00Z',
        '2026-03-29T20:59:00Z',
        '2026-03-29T21:00:00Z',
      ]),
    ).toEqual([
      ['2026-03-28', 1],
      ['2026-03-29', 2],
      ['2026-03-30', 1],
    ]);
  });

  test('feedback that is removed is gone from its day', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const nps = answerKpi();
    await givenFeedback(wh, stream, [{ id: '1', answers: { nps: 10 } }]);
    await refresh(wh, nps);
    await removeFeedback(wh, stream, '1');
    expect(await refresh(wh, nps)).toEqual({ 'kpi.nps': { days: 1, cells: 0 } });
    expect(await total(wh, nps)).toMatchObject({ n: 0, sum: 0 });
  });

  test('another option, dimension or zone computes every day; a definition that is left out is removed', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: '1', at: '2026-10-15T22:30:00Z', answers: { nps: 10 } },
      { id: '2', at: '2026-10-17T10:00:00Z', answers: { nps: 0 } },
    ]);
    const nps = answerKpi();
    await refresh(wh, nps);
    expect(await refresh(wh, answerKpi({ digest: 'd2' }))).toEqual({ 'kpi.nps': { days: 2, cells: 2 } });
    expect(await refresh(wh, answerKpi({ by: ['channel'] }))).toEqual({ 'kpi.nps': { days: 2, cells: 2 } });
    await expect(total(wh, nps)).rejects.toMatchObject({ code: 'VB4011' });
    await refreshKpis(wh, { pipeline, timezone: 'UTC', kpis: [nps] });
    // 22:30 in UTC is the 16th in Paris and the 15th in UTC.
    const days = await wh.db.selectFrom('kpi_daily').select('day').orderBy('day').execute();
    expect(days.map(({ day }) => day)).toEqual(['2026-10-15', '2026-10-17']);
  });

  test('two uses that differ in their base alone share their parts, and other pipelines are left alone', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const other = await givenStream(wh, { pipeline: 'weekly' });
    await givenFeedback(wh, stream, [{ id: '1', answers: { nps: 10 } }]);
    await givenFeedback(wh, other, [{ id: '1', answers: { nps: 0 } }]);
    const nps = answerKpi();
    await refreshKpis(wh, { pipeline: 'weekly', timezone, kpis: [nps] });
    expect(await refresh(wh, nps, answerKpi({ id: 'kpi.nps.2' }))).toEqual({
      'kpi.nps': { days: 1, cells: 1 },
      'kpi.nps.2': { days: 1, cells: 1 },
    });
    expect(await total(wh, nps)).toMatchObject({ n: 1, promoters: 1 });
    const weekly = await readParts(wh, { pipeline: 'weekly', definition: nps, windows: [october], timezone, by: [] });
    expect(weekly[0]!.parts).toMatchObject({ n: 1, detractors: 1 });
  });

  test('an empty warehouse gives zero parts, and a month without data stands beside the others', async () => {
    const wh = await open();
    const nps = answerKpi({ by: ['channel'] });
    await refresh(wh, nps);
    const zero = { n: 0, promoters: 0, detractors: 0, sum: 0, squares: 0 };
    expect(await read(wh, nps, [october])).toEqual([{ window: october, cell: {}, parts: zero }]);
    expect(await read(wh, nps, [october], ['channel'])).toEqual([]);
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', channel: 'web', answers: { nps: 10 } }]);
    await refresh(wh, nps);
    expect(await read(wh, nps, [november, october], ['channel'])).toEqual([
      { window: november, cell: { channel: 'web' }, parts: zero },
      {
        window: october,
        cell: { channel: 'web' },
        parts: { n: 1, promoters: 1, detractors: 0, sum: 10, squares: 100 },
      },
    ]);
  });

  test('windows may overlap and repeat: each has its own row', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', answers: { nps: 10 } }]);
    const nps = answerKpi();
    await refresh(wh, nps);
    const both = { from: october.from, to: november.to };
    expect(
      (await read(wh, nps, [october, both, october, november])).map(({ window, parts }) => [window, parts.n]),
    ).toEqual([
      [october, 1],
      [both, 1],
      [october, 1],
      [november, 0],
    ]);
    expect(await read(wh, nps, [])).toEqual([]);
  });

  test('what cannot be answered is refused: part of a day, an empty window, an unknown dimension, no measurement', async () => {
    const wh = await open();
    const nps = answerKpi({ by: ['channel'] });
    await expect(total(wh, nps)).rejects.toMatchObject({ code: 'VB4011', class: 'config' });
    await refresh(wh, nps);
    await expect(total(wh, nps, { from: '2026-10-01T00:00:00.000Z', to: october.to })).rejects.toMatchObject({
      code: 'VB6004',
    });
    await expect(total(wh, nps, { from: october.from, to: october.from })).rejects.toMatchObject({ code: 'VB6004' });
    await expect(read(wh, nps, [october], ['language'])).rejects.toMatchObject({ code: 'VB1212' });
    await expect(refresh(wh, answerKpi({ by: ['topic'] }))).rejects.toMatchObject({ code: 'VB1212' });
  });

  test('a refresh that fails leaves the whole set as it was', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const nps = answerKpi();
    await givenFeedback(wh, stream, [{ id: '1', answers: { nps: 10 } }]);
    await refresh(wh, nps);
    await givenFeedback(wh, stream, [{ id: '2', answers: { nps: 0 } }]);
    await expect(refresh(wh, nps, answerKpi({ id: 'kpi.bad', by: ['topic'] }))).rejects.toMatchObject({
      code: 'VB1212',
    });
    expect(await total(wh, nps)).toMatchObject({ n: 1, detractors: 0 });
    await refresh(wh, nps);
    expect(await total(wh, nps)).toMatchObject({ n: 2, detractors: 1 });
  });
}

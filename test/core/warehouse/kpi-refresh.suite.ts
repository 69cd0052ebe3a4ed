import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import { readParts } from '../../../core/warehouse/kpi-read.ts';
import type { TestStores } from '../../stores.ts';
import { answerKpi, givenFeedback, givenStream, pipeline, removeFeedback, timezone } from './given-feedback.ts';
import { nOf, november, october, read, refresh, total } from './kpi-fixture.ts';

/** Which days are computed again. */
export function kpiRefreshSuite({ open }: TestStores): void {
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

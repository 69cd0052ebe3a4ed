import { expect, test } from 'vitest';
import { monthWindow } from '../../../core/model/window.ts';
import type { TestStores } from '../../stores.ts';
import { answerKpi, givenFeedback, givenStream, timezone } from './given-feedback.ts';
import { nOf, november, october, read, refresh, total } from './kpi-fixture.ts';

/** Sums of daily parts over windows. */
export function kpiReadSuite({ open }: TestStores): void {
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
}

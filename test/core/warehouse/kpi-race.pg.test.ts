import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { markDirtyDays } from '../../../core/warehouse/dirty-days.ts';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import { onStore } from '../../stores.ts';
import { answerKpi, givenFeedback, givenStream, pipeline, timezone } from './given-feedback.ts';

onStore('postgres', 'KPIs beside a load', ({ open }) => {
  test('a refresh waits for a load that has marked its days and not yet committed', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [{ id: '1', answers: { nps: 10 } }]);
    const refresh = () => refreshKpis(wh, { pipeline, timezone, kpis: [answerKpi()] });
    await refresh();
    let refreshed = false;
    const started: Promise<unknown>[] = [];
    await wh.transaction(async trx => {
      await sql`update feedback set answers = '{"nps": 0}' where stream_id = ${stream}`.execute(trx);
      await markDirtyDays(trx, pipeline, ['2026-10-15']);
      // This refresh would take a mark as done whose rows it cannot see.
      started.push(
        refresh().then(() => {
          refreshed = true;
        }),
      );
      for (;;) {
        const { rows } = await sql<{ waiting: number }>`
          select count(*) as waiting from pg_locks
          where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`.execute(trx);
        if (refreshed || rows[0]!.waiting > 0) break;
      }
      expect(refreshed).toBe(false);
    });
    await Promise.all(started);
    const [daily] = await wh.db.selectFrom('kpi_daily').select('counts').execute();
    // Detractors, n, promoters.
    expect(daily?.counts).toEqual([1, 1, 0]);
  });
});

import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { learnValues } from '../../../core/warehouse/planner-statistics.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import { onStore } from '../../stores.ts';

async function addStream({ db }: Warehouse, id: number, rows: number): Promise<void> {
  await sql`insert into stream (pipeline, source, name, feeds) values (${`p${id}`}, 's', 'n', 'feedback')`.execute(db);
  await sql`
    insert into feedback (stream_id, external_id, occurred_at, answers, texts, attributes, content_hash, first_run, last_run)
    select ${id}::int, 'k' || g, now(), '{}', '{}', '{}', '\\x00', 1, 1 from generate_series(1, ${rows}::int) as g`.execute(
    db,
  );
}

/** How many rows of a stream the planner expects. */
async function expectedRows({ db }: Warehouse, stream: number): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) select from feedback where stream_id = ${sql.lit(stream)}`.execute(db);
  return rows[0]!['QUERY PLAN'][0].Plan['Plan Rows'];
}

onStore('postgres', 'the statistics of the planner', ({ open }) => {
  test('a stream that they were gathered without counts as one row until it is learnt', async () => {
    const wh = await open();
    await addStream(wh, 1, 2_000);
    await sql`analyze feedback`.execute(wh.db);
    await addStream(wh, 2, 1_000);
    expect(await expectedRows(wh, 2)).toBe(1);
    await learnValues(wh, 'feedback', { stream_id: 2 });
    // The table is smaller than the sample, so the count is exact.
    expect(await expectedRows(wh, 2)).toBe(1_000);
  });

  test('are left alone when they know the value, and where nothing was gathered yet', async () => {
    const wh = await open();
    await addStream(wh, 1, 500);
    await learnValues(wh, 'feedback', { stream_id: 1 });
    const gathered = async () =>
      (await sql`select from pg_stats where schemaname = current_schema() and tablename = 'feedback'`.execute(wh.db))
        .rows.length;
    expect(await gathered()).toBe(0);
    await sql`analyze feedback (stream_id)`.execute(wh.db);
    await learnValues(wh, 'feedback', { stream_id: 1 });
    // All columns would be there if the table had been read again.
    expect(await gathered()).toBe(1);
  });
});

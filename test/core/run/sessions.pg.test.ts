import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { runInProcess } from '../../../core/run/engine.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { onStore } from '../../stores.ts';
import { answers, desk, planWith, runtimeWith } from './scene.ts';

const signal = new AbortController().signal;

/** Has the server note what it is told of a session whenever it writes to a table. */
async function noteSessions({ db }: Warehouse, table: string): Promise<void> {
  await sql`create table seen (of text, name text, statement text)`.execute(db);
  await sql`create function note_session() returns trigger language plpgsql as $$ begin
    insert into seen values (tg_table_name, current_setting('application_name'), current_setting('statement_timeout'));
    return new; end $$`.execute(db);
  await sql`create trigger note before insert or update on ${sql.table(table)}
    for each row execute function note_session()`.execute(db);
}

onStore('postgres', 'the sessions of a run', ({ open }) => {
  test('carry the id of the run, and only while they work for it', async () => {
    const warehouse = await open();
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        yield { rows: answers(3), origin: (index: number) => ({ record: index + 1 }) };
      }),
      nps,
    ]);
    await noteSessions(warehouse, 'run_batch');
    const first = await runInProcess(planWith(), runtime, { signal, emit });
    const second = await runInProcess(planWith(), runtime, { signal, emit });
    const seen = await sql<{ name: string }>`select name from seen`.execute(warehouse.db);
    expect([...new Set(seen.rows.map(({ name }) => name))]).toEqual([`verbatim ${first.id}`, `verbatim ${second.id}`]);
    const { rows } = await sql`select current_setting('application_name') as name`.execute(warehouse.db);
    expect(rows).toEqual([{ name: 'verbatim' }]);
  });

  test('give what loads a batch or ends a stream ten minutes, and everything else one', async () => {
    const warehouse = await open();
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        yield { rows: answers(3), origin: (index: number) => ({ record: index + 1 }) };
      }),
      nps,
    ]);
    await noteSessions(warehouse, 'feedback');
    await sql`create trigger note before update on bookmark for each row when (new.done) execute function note_session()`.execute(
      warehouse.db,
    );
    await sql`create trigger note before insert on run_step for each row execute function note_session()`.execute(
      warehouse.db,
    );
    await runInProcess(planWith(), runtime, { signal, emit });
    const { rows } = await sql`select distinct of, statement from seen order by of`.execute(warehouse.db);
    expect(rows).toEqual([
      { of: 'bookmark', statement: '10min' },
      { of: 'feedback', statement: '10min' },
      { of: 'run_step', statement: '1min' },
    ]);
  });
});

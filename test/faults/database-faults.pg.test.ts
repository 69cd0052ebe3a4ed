import { sql } from 'kysely';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { runInProcess } from '../../core/run/engine.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { nps } from '../../plugins/kpis/nps.ts';
import { answers, desk, planWith, runtimeWith } from '../core/run/scene.ts';
import { onStore } from '../stores.ts';

const signal = new AbortController().signal;
const origin = (index: number) => ({ record: index + 1 });

/** Has the first inserts into the ledger fail with a SQLSTATE. A sequence counts, since it forgets nothing that is rolled back. */
async function failFirst({ db, schema }: Warehouse, sqlState: string, times: number): Promise<void> {
  await sql`create sequence injected`.execute(db);
  await sql
    .raw(`create function inject_fault() returns trigger language plpgsql as $$ begin
      if nextval('${schema}.injected') <= ${times} then raise exception using errcode = '${sqlState}'; end if;
      return new; end $$`)
    .execute(db);
  await sql`create trigger inject before insert on run_batch for each row execute function inject_fault()`.execute(db);
}

async function run(wh: Warehouse) {
  const { runtime, events, emit } = runtimeWith(wh, [
    desk(async function* () {
      yield { rows: answers(40), origin };
      yield { checkpoint: 1 };
    }),
    nps,
  ]);
  const record = await runInProcess(planWith(), runtime, { signal, emit });
  const stored = await wh.db.selectFrom('feedback').select('external_id').execute();
  const tries = (await sql<{ n: number }>`select last_value::int as n from injected`.execute(wh.db)).rows[0]!.n;
  return { node: record.nodes[0]!, stored: stored.length, tries, retries: events.filter(one => one.type === 'retry') };
}

onStore('postgres', 'a fault of the database', ({ open }) => {
  test.each(['40P01', '40001'])('%s is tried again within the transaction: the step does not notice', async state => {
    const wh = await open();
    await failFirst(wh, state, 5);
    const { node, stored, tries } = await run(wh);
    expect([node.status, node.attempts, tries, stored]).toEqual(['succeeded', 1, 6, 40]);
    expect(node.result!.counts).toMatchObject({ read: 40, written: 40 });
  });

  test('40P01 that does not pass after six tries costs the step an attempt', async () => {
    const wh = await open();
    await failFirst(wh, '40P01', 6);
    const { node, stored, tries, retries } = await run(wh);
    expect([node.status, node.attempts, tries, stored]).toEqual(['succeeded', 2, 7, 40]);
    expect(retries[0]).toMatchObject({ failure: { code: 'VB4007', class: 'transient' } });
  });

  test.each(['57014', '55P03'])('%s, a time limit, is tried again by the step alone', async state => {
    const wh = await open();
    await failFirst(wh, state, 1);
    const { node, stored, tries } = await run(wh);
    expect([node.status, node.attempts, tries, stored]).toEqual(['succeeded', 2, 2, 40]);
  });

  test.each(['42P01', '42601', 'XX000'])(
    '%s is not tried again: the step fails, and nothing is stored',
    async state => {
      const wh = await open();
      await failFirst(wh, state, 1);
      const { node, stored, tries, retries } = await run(wh);
      expect([node.status, node.attempts, tries, stored]).toEqual(['failed', 1, 1, 0]);
      expect(node.failure).toMatchObject({ code: 'VB4010' });
      expect(retries).toEqual([]);
    },
  );

  test('a true deadlock with another session ends with both having their way', async () => {
    const wh = await open();
    for (const key of ['one', 'two']) await wh.db.insertInto('setting').values({ key, value: '0' }).execute();
    const raise = (key: string) => sql`update setting set value = to_jsonb((value::text)::int + 1) where key = ${key}`;
    const other = new pg.Client({ connectionString: await urlOf(wh) });
    await other.connect();
    await other.query(`set search_path = ${wh.schema}; set deadlock_timeout = '10s'`);
    await other.query('begin');
    await other.query(`update setting set value = '10' where key = 'two'`);
    let tries = 0;
    let crossed: Promise<unknown> = Promise.resolve();
    const ours = wh.transaction(async trx => {
      tries += 1;
      await raise('one').execute(trx);
      // The other session now waits for us, and we for it; ours is the one that notices.
      if (tries === 1)
        crossed = other.query(`update setting set value = '10' where key = 'one'`).then(() => other.query('commit'));
      await raise('two').execute(trx);
    });
    await ours;
    await crossed;
    await other.end();
    const rows = await wh.db
      .selectFrom('setting')
      .select(['key', 'value'])
      .where('key', 'in', ['one', 'two'])
      .execute();
    expect(tries).toBe(2);
    expect(rows.map(row => row.value)).toEqual([11, 11]);
  });
});

/** Address of the database that a warehouse is in. */
async function urlOf({ db }: Warehouse): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  const url = new URL(inject('postgresUrl')!);
  url.pathname = `/${rows[0]!.name}`;
  return url.href;
}

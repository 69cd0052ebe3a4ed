import { createServer } from 'node:net';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openWarehouse } from '../../../core/warehouse/open.ts';
import { onStore } from '../../stores.ts';

onStore('postgres', 'a PostgreSQL server', ({ open, target }) => {
  const refused = async (url: string): Promise<Error & { code: string }> =>
    (await openWarehouse({ ...(await target()), url }).catch((thrown: unknown) => thrown)) as Error & { code: string };

  test('a wrong password is refused as VB4008 and printed nowhere', async () => {
    const url = new URL((await target()).url!);
    url.password = 'wrong-s3cret';
    const error = await refused(url.href);
    expect(error.code).toBe('VB4008');
    expect(error.message).toContain(`postgres://${url.username}@${url.host}${url.pathname}`);
    expect(`${error.message}${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('s3cret');
  });

  test('a port where nobody listens is unreachable at once (VB4002)', async () => {
    const url = new URL((await target()).url!);
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    url.port = String((server.address() as { port: number }).port);
    await new Promise(resolve => server.close(resolve));
    expect(await refused(url.href)).toMatchObject({ code: 'VB4002', retryable: true });
  });

  test('each client has a schema of its own that the other does not see', async () => {
    const where = await target();
    const [acme, globex] = [await open({ ...where, client: 'acme' }), await open({ ...where, client: 'globex-sud' })];
    await acme.db.insertInto('setting').values({ key: 'x', value: '1' }).execute();
    expect([acme.schema, globex.schema]).toEqual(['client_acme', 'client_globex_sud']);
    expect(await globex.db.selectFrom('setting').select('key').where('key', '=', 'x').execute()).toEqual([]);
  });

  test('two processes may migrate the same new schema at the same moment', async () => {
    const where = { ...(await target()), client: 'both' };
    const opened = await Promise.all([open(where), open(where), open(where)]);
    for (const wh of opened)
      expect(await wh.db.selectFrom('setting').select('key').execute()).toEqual([{ key: 'customer-key' }]);
  });

  test('a migration waits five seconds for a table and no longer; two that migrate at once do wait for each other', async () => {
    const where = await target();
    const seen = await open(where);
    await sql`create table limits (value text)`.execute(seen.db);
    await sql`create function note_limit() returns event_trigger language plpgsql as
      $$ begin insert into verbatim.limits values (current_setting('lock_timeout')); end $$`.execute(seen.db);
    await sql`create event trigger note_limit on ddl_command_start when tag in ('CREATE TABLE')
      execute function verbatim.note_limit()`.execute(seen.db);
    await open({ ...where, client: 'late' });
    const { rows } = await sql<{ value: string }>`select value, count(*) from limits group by value`.execute(seen.db);
    // The two tables that remember migrations are made before.
    expect(rows).toEqual(
      expect.arrayContaining([
        { value: '0', count: 2 },
        { value: '5s', count: expect.any(Number) },
      ]),
    );
    expect(rows).toHaveLength(2);
  });

  test('every session has its limits, its name and UTC, and compiles nothing', async () => {
    const wh = await open(await target(), { applicationName: 'verbatim 01ABC' });
    const { rows } = await sql`
      select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle,
        current_setting('TimeZone') as zone, current_setting('application_name') as name,
        current_schema() as schema, current_setting('jit') as jit`.execute(wh.db);
    expect(rows).toEqual([
      { statement: '1min', idle: '1min', zone: 'UTC', name: 'verbatim 01ABC', schema: 'verbatim', jit: 'off' },
    ]);
  });

  test('sessions that the server cuts, idle or at work, end a query and not the process; the next query gets a new one', async () => {
    const where = await target();
    const [wh, other] = [await open(where), await open(where)];
    const cut = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`.execute(
        other.db,
      );
    await cut();
    const busy = wh.transaction(async trx => {
      await sql`select 1`.execute(trx);
      await cut();
      await sql`select 2`.execute(trx);
    });
    await expect(busy).rejects.toMatchObject({ code: 'VB4002' });
    expect((await sql`select 3 as three`.execute(wh.db)).rows).toEqual([{ three: 3 }]);
  });

  test('a deadlock is tried again and both transactions come through', async () => {
    const wh = await open();
    await wh.db
      .insertInto('setting')
      .values(['a', 'b'].map(key => ({ key, value: '0' })))
      .execute();
    let arrived = 0;
    const bump = (first: string, second: string) =>
      wh.transaction(async trx => {
        const add = (key: string) =>
          sql`update setting set value = to_jsonb((value #>> '{}')::int + 1) where key = ${key}`.execute(trx);
        await add(first);
        arrived += 1;
        // Both hold their first row before either asks for its second: the server must break the circle.
        while (arrived < 2) await new Promise(resolve => setImmediate(resolve));
        await add(second);
      });
    await Promise.all([bump('a', 'b'), bump('b', 'a')]);
    const rows = await wh.db
      .selectFrom('setting')
      .select(['key', 'value'])
      .where('key', 'in', ['a', 'b'])
      .orderBy('key')
      .execute();
    expect(rows).toEqual([
      { key: 'a', value: 2 },
      { key: 'b', value: 2 },
    ]);
    expect(arrived).toBeGreaterThan(2);
  });
});

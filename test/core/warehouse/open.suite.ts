import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrate, migrationStatus } from '../../../core/warehouse/migrate.ts';
import type { Tables } from '../../../core/warehouse/tables.ts';
import type { TestStores } from '../../stores.ts';

type Columns = { readonly [Table in keyof Tables]: { readonly [Column in keyof Tables[Table]]: true } };

// The type makes each column of the hand-written tables stand here, and no other.
const columns: Columns = {
  setting: { key: true, value: true },
  stream: { id: true, pipeline: true, source: true, name: true, feeds: true },
  question: { stream_id: true, id: true, kind: true, scale_min: true, scale_max: true, wording: true, prior: true },
  feedback: {
    stream_id: true,
    external_id: true,
    occurred_at: true,
    customer_key: true,
    channel: true,
    touchpoint: true,
    language: true,
    comment: true,
    answers: true,
    texts: true,
    attributes: true,
    content_hash: true,
    first_run: true,
    last_run: true,
  },
  annotation: {
    stream_id: true,
    external_id: true,
    question: true,
    step: true,
    model: true,
    rank: true,
    label: true,
    score: true,
    probability: true,
    margin: true,
    needs_review: true,
    mixed: true,
    because: true,
    clauses: true,
  },
  segment_scheme: { pipeline: true, scheme: true, digest: true },
  segment_membership: { stream_id: true, external_id: true, scheme: true, segment: true },
  kpi_definition: {
    id: true,
    pipeline: true,
    kpi: true,
    on_question: true,
    digest: true,
    dimensions: true,
    refreshed_mark: true,
  },
  kpi_daily: { definition_id: true, day: true, cell: true, counts: true, sums: true },
  run: {
    seq: true,
    id: true,
    pipeline: true,
    client: true,
    engine: true,
    status: true,
    window_from: true,
    window_to: true,
    as_of: true,
    started_at: true,
    ended_at: true,
    plan_digest: true,
    plan: true,
  },
  run_step: {
    run_seq: true,
    node: true,
    use: true,
    kind: true,
    status: true,
    attempts: true,
    result: true,
    failure: true,
    started_at: true,
    ended_at: true,
  },
  run_batch: {
    run_seq: true,
    node: true,
    epoch: true,
    number: true,
    read: true,
    written: true,
    unchanged: true,
    rejected: true,
    deduplicated: true,
    filtered: true,
    committed_at: true,
  },
  bookmark: {
    key: true,
    epoch: true,
    run_seq: true,
    state: true,
    state_version: true,
    batches: true,
    done: true,
    updated_at: true,
  },
  quarantine: {
    id: true,
    stream_id: true,
    first_run: true,
    last_run: true,
    origin: true,
    code: true,
    reason: true,
    raw: true,
    fingerprint: true,
    attempts: true,
    resolved_run: true,
  },
  seen_key: { stream_id: true, external_id: true },
  dirty_day: { pipeline: true, day: true, mark: true },
  report_issue: {
    id: true,
    pipeline: true,
    report: true,
    window_from: true,
    window_to: true,
    version: true,
    digest: true,
    model: true,
    run_seq: true,
    issued_at: true,
  },
};

export function openSuite({ open, target }: TestStores): void {
  test('the migrated store has exactly the tables and columns of the hand-written types', async () => {
    const wh = await open();
    const { rows } = await sql<{ table_name: string; names: string[] }>`
      select table_name, array_agg(column_name::text order by column_name::text) as names
      from information_schema.columns where table_schema = ${wh.schema} and table_name not like 'schema_migration%'
      group by table_name`.execute(wh.db);
    const found = Object.fromEntries(rows.map(row => [row.table_name, row.names]));
    const expected = Object.fromEntries(
      Object.entries(columns).map(([table, names]) => [table, Object.keys(names).sort()]),
    );
    expect(found).toEqual(expected);
  });

  test('values come back by one policy: numbers, dates, bytes and arrays alike on both stores', async () => {
    const wh = await open();
    const { rows } = await sql`
      select 9007199254740991::int8 as safe, 9007199254740993::int8 as unsafe, count(*) as n, 14.29::numeric as exact,
        0.5::float8 as real, true as yes, '2026-03-29'::date as day, '2026-10-25 00:30:00.123+02'::timestamptz as at,
        '\\x00ff'::bytea as bytes, '{"a":[1,null]}'::jsonb as doc, array['a,"b"', null, ''] as texts,
        array[1, null, 3] as numbers, null::int8 as nothing from generate_series(1, 3)`.execute(wh.db);
    expect(rows).toEqual([
      {
        safe: 9007199254740991,
        unsafe: '9007199254740993',
        n: 3,
        exact: 14.29,
        real: 0.5,
        yes: true,
        day: '2026-03-29',
        at: new Date('2026-10-24T22:30:00.123Z'),
        bytes: Buffer.from([0, 255]),
        doc: { a: [1, null] },
        texts: ['a,"b"', null, ''],
        numbers: [1, null, 3],
        nothing: null,
      },
    ]);
  });

  test('parameters are read alike on both stores, arrays as array literals and bytes as bytes', async () => {
    const wh = await open();
    const bytes = new Uint8Array([0, 1, 255]);
    const { rows } = await sql`
      select ${['a"\\b', 'c,d', '']}::text[] as texts, ${bytes}::bytea as bytes, ${new Date(0)}::timestamptz as at,
        ${JSON.stringify([1])}::jsonb as doc, ${true}::boolean as yes, ${2 ** 53 - 1}::int8 as n`.execute(wh.db);
    expect(rows).toEqual([
      { texts: ['a"\\b', 'c,d', ''], bytes: Buffer.from(bytes), at: new Date(0), doc: [1], yes: true, n: 2 ** 53 - 1 },
    ]);
  });

  test('a JavaScript array bound to jsonb is refused by both stores, so nobody relies on one of them', async () => {
    const wh = await open();
    const written = wh.db
      .insertInto('setting')
      .values({ key: 'a', value: ['x'] as unknown as string })
      .execute();
    await expect(written).rejects.toMatchObject({ code: 'VB4010' });
  });

  test('migrating again does nothing, and the status says when each migration came', async () => {
    const wh = await open();
    expect(await migrate(wh)).toEqual([]);
    expect(await migrationStatus(wh)).toEqual([{ name: '0001-warehouse', appliedAt: expect.any(Date) }]);
  });

  test('a store without its migrations is refused when migrating is not allowed', async () => {
    const where = await target();
    const other = { ...where, client: 'acme-sud' };
    await expect(open(other, { migrate: false })).rejects.toMatchObject({
      code: 'VB4003',
      message: 'schema client_acme_sud lacks 1 of 1 migrations, first 0001-warehouse',
    });
    const made = await open(other);
    expect(made.schema).toBe('client_acme_sud');
  });

  test('a store of a newer version is refused and left as it is', async () => {
    const where = await target();
    const wh = await open(where);
    await sql`insert into schema_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00Z')`.execute(
      wh.db,
    );
    await wh.close();
    for (const options of [{ migrate: true }, { migrate: false }]) {
      await expect(open(where, options)).rejects.toMatchObject({
        code: 'VB4003',
        message: 'schema verbatim has migration 9999-later, which this version does not know',
      });
    }
  });

  test('another customer key is refused, since one customer would count as two', async () => {
    const where = await target();
    const error = await open({ ...where, customerKey: Buffer.alloc(32, 8) }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'VB4006' });
    expect((await open(where)).hashCustomer('c-1')).toMatch(/^[\da-f]{32}$/);
  });

  test('a transaction that fails leaves nothing behind, and the session is fit for the next one', async () => {
    const wh = await open();
    await expect(
      wh.transaction(async trx => {
        await trx.insertInto('setting').values({ key: 'a', value: '1' }).execute();
        await sql`select 1/0`.execute(trx);
      }),
    ).rejects.toMatchObject({ code: 'VB4010' });
    const left = await wh.db.selectFrom('setting').select('key').where('key', '=', 'a').execute();
    expect(left).toEqual([]);
  });

  test('an error names the SQLSTATE and the constraint, never the values of a row', async () => {
    const wh = await open();
    const insert = () => wh.db.insertInto('setting').values({ key: 'marie@example.org', value: '1' }).execute();
    await insert();
    const error = (await insert().catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain('SQLSTATE 23505, table setting, constraint setting_pkey');
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('marie');
  });

  test('a transaction that always loses against another is tried six times and then given up as VB4007', async () => {
    const wh = await open();
    let attempts = 0;
    const lost = wh.transaction(async trx => {
      attempts += 1;
      await sql`do $$ begin raise exception using errcode = '40001'; end $$`.execute(trx);
    });
    await expect(lost).rejects.toMatchObject({ code: 'VB4007', retryable: true });
    expect(attempts).toBe(6);
  });

  test('text goes in by COPY as it is, line breaks and backslashes included', async () => {
    const wh = await open();
    const lines = ['a\t"plain"\n', 'b\t"tab \\\\t, backslash \\\\\\\\, break \\\\n"\n'];
    await wh.transaction(trx =>
      wh.copyIn(
        trx,
        'setting',
        ['key', 'value'],
        lines.map(line => Buffer.from(line)),
      ),
    );
    const rows = await wh.db.selectFrom('setting').selectAll().where('key', 'in', ['a', 'b']).orderBy('key').execute();
    expect(rows).toEqual([
      { key: 'a', value: 'plain' },
      { key: 'b', value: 'tab \t, backslash \\, break \n' },
    ]);
  });

  test('a COPY that fails ends its transaction and nothing else, however much was still to be sent', async () => {
    const wh = await open();
    const chunk = Buffer.from('k\tnot json\n'.repeat(100_000));
    for (let round = 0; round < 3; round += 1) {
      await expect(
        wh.transaction(trx => wh.copyIn(trx, 'setting', ['key', 'value'], [chunk, chunk, chunk, chunk])),
      ).rejects.toMatchObject({ code: 'VB4010' });
    }
    expect(await sql`select 1 as one`.execute(wh.db)).toMatchObject({ rows: [{ one: 1 }] });
  });

  test('a day is the same day on both stores, either side of midnight in its zone', async () => {
    const wh = await open();
    const { rows } = await sql`
      select ('2026-10-31T22:59:59.999Z'::timestamptz at time zone 'Europe/Paris')::date as before,
        ('2026-10-31T23:00:00Z'::timestamptz at time zone 'Europe/Paris')::date as after,
        ('2026-12-31T10:00:00Z'::timestamptz at time zone 'Pacific/Kiritimati')::date as east`.execute(wh.db);
    expect(rows).toEqual([{ before: '2026-10-31', after: '2026-11-01', east: '2027-01-01' }]);
  });
}

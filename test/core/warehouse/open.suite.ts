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
    epoch: true,
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

/** Which stores are opened, and what is in them then. */
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

  test('migrating again does nothing, and the status says when each migration came', async () => {
    const wh = await open();
    expect(await migrate(wh)).toEqual([]);
    expect(await migrationStatus(wh)).toEqual([
      { name: '0001-warehouse', appliedAt: expect.any(Date) },
      { name: '0002-run-epoch', appliedAt: expect.any(Date) },
    ]);
  });

  test('a store without its migrations is refused when migrating is not allowed', async () => {
    const where = await target();
    const other = { ...where, client: 'acme-sud' };
    await expect(open(other, { migrate: false })).rejects.toMatchObject({
      code: 'VB4003',
      message: 'schema client_acme_sud lacks 2 of 2 migrations, first 0001-warehouse',
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
    expect((await open(where)).hashCustomer('c-1')).toHaveLength(16);
  });
}

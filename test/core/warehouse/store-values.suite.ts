import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { TestStores } from '../../stores.ts';

/** Values go into both stores and come out of them alike. */
export function storeValuesSuite({ open }: TestStores): void {
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

  test('a day is the same day on both stores, either side of midnight in its zone', async () => {
    const wh = await open();
    const { rows } = await sql`
      select ('2026-10-31T22:59:59.999Z'::timestamptz at time zone 'Europe/Paris')::date as before,
        ('2026-10-31T23:00:00Z'::timestamptz at time zone 'Europe/Paris')::date as after,
        ('2026-12-31T10:00:00Z'::timestamptz at time zone 'Pacific/Kiritimati')::date as east`.execute(wh.db);
    expect(rows).toEqual([{ before: '2026-10-31', after: '2026-11-01', east: '2027-01-01' }]);
  });
}

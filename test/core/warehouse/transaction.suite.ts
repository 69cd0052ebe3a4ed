import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { TestStores } from '../../stores.ts';

/** What is left behind by a transaction that fails. */
export function transactionSuite({ open }: TestStores): void {
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
}

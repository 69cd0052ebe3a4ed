import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrationStatus, newerMigrations } from '../../../core/warehouse/migrate.ts';
import type { TestStores } from '../../stores.ts';

const known = async () => (await migrationStatus(null)).map(({ name }) => name);

/** What can be said of a store that is not as this version needs it. */
export function migrationsSuite({ open, target }: TestStores): void {
  test('of a store that is not there each migration is missing', async () => {
    expect(await migrationStatus(null)).toContainEqual({ name: '0001-warehouse', appliedAt: null });
    expect((await migrationStatus(null)).every(({ appliedAt }) => appliedAt === null)).toBe(true);
  });

  test('an older store is looked at as it is, and refused elsewhere with the command that brings it up to date', async () => {
    const where = { ...(await target()), client: 'acme-sud' };
    const last = (await known()).at(-1)!;
    const made = await open(where);
    expect(await newerMigrations(made)).toEqual([]);
    await sql`delete from schema_migration where name = ${last}`.execute(made.db);
    await made.close();
    const looked = await open(where, { unchecked: true });
    expect((await migrationStatus(looked)).filter(({ appliedAt }) => appliedAt === null)).toEqual([
      { name: last, appliedAt: null },
    ]);
    await looked.close();
    await expect(open(where, { migrate: false })).rejects.toMatchObject({
      ...{ code: 'VB4003', hint: 'verbatim db migrate --client acme-sud' },
    });
  });

  test('a newer store is looked at, with the names of what this version does not know', async () => {
    const where = await target();
    const made = await open(where);
    await sql`insert into schema_migration (name, timestamp) values ('9999-later', '2030-01-01T00:00:00Z')`.execute(
      made.db,
    );
    await made.close();
    const looked = await open(where, { unchecked: true });
    expect(await newerMigrations(looked)).toEqual(['9999-later']);
    expect((await migrationStatus(looked)).map(({ name }) => name)).toEqual(await known());
  });
}

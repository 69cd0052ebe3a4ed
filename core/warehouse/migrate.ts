import { type Migration, Migrator, sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import { warehouse } from './migrations/0001-warehouse.ts';
import { runEpoch } from './migrations/0002-run-epoch.ts';
import type { Warehouse } from './warehouse.ts';

/** In order of their names. A list and not a folder scan, which finds nothing in a bundle. */
const migrations: Readonly<Record<string, Migration>> = { '0001-warehouse': warehouse, '0002-run-epoch': runEpoch };

const names: readonly string[] = Object.keys(migrations);

/** A migration that this version knows, and when this store got it. */
export interface MigrationState {
  readonly name: string;
  readonly appliedAt: Date | null;
}

type Store = Pick<Warehouse, 'db' | 'schema'>;

/**
 * Brings a store to the schema of this version; safe to call by several processes at once.
 *
 * @returns names of the migrations applied now; empty when there was nothing to do
 * @throws VB4003 when the store was made by a newer version
 */
export async function migrate(wh: Store): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: wh.db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).map(([name, one]) => [name, impatient(one)])),
    },
    migrationTableSchema: wh.schema,
    migrationTableName: 'schema_migration',
    migrationLockTableName: 'schema_migration_lock',
  });
  await assertNotNewer(wh);
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).filter(result => result.status === 'Success').map(result => result.migrationName);
}

/**
 * A migration that gives up when a table is not free within five seconds: while it waits for one, everybody who comes
 * after it waits too. It is not set before, since migrations of two processes do wait for each other.
 */
const impatient = (migration: Migration): Migration => ({
  up: async db => {
    await sql`set local lock_timeout = '5s'`.execute(db);
    await migration.up(db);
  },
});

/**
 * Every migration of this version, in order, with the time it was applied or `null`.
 *
 * @param wh - `null` = nothing was ever stored
 */
export async function migrationStatus(wh: Store | null): Promise<readonly MigrationState[]> {
  const applied = wh === null ? new Map<string, Date>() : await appliedTo(wh);
  return names.map(name => ({ name, appliedAt: applied.get(name) ?? null }));
}

/** Migrations of a store that this version does not know: a newer one made them. */
export const newerMigrations = async (wh: Store): Promise<readonly string[]> =>
  [...(await appliedTo(wh)).keys()].filter(name => !names.includes(name));

/**
 * Checks that a store has exactly the schema of this version.
 *
 * @throws VB4003 when migrations are missing, or the store was made by a newer version
 */
export async function assertCurrent(wh: Store & Pick<Warehouse, 'client'>): Promise<void> {
  await assertNotNewer(wh);
  const missing = (await migrationStatus(wh)).filter(state => state.appliedAt === null).map(state => state.name);
  if (missing.length > 0) {
    throw new VerbatimError(
      'VB4003',
      `schema ${wh.schema} lacks ${missing.length} of ${names.length} migrations, first ${missing[0]}`,
      {
        hint: `verbatim db migrate${wh.client === null ? '' : ` --client ${wh.client}`}`,
      },
    );
  }
}

async function assertNotNewer(wh: Store): Promise<void> {
  const [newer] = await newerMigrations(wh);
  if (newer !== undefined) {
    throw new VerbatimError('VB4003', `schema ${wh.schema} has migration ${newer}, which this version does not know`, {
      hint: 'use the version of verbatim that wrote it, or a later one',
    });
  }
}

async function appliedTo(wh: Store): Promise<ReadonlyMap<string, Date>> {
  const table = `${wh.schema}.schema_migration`;
  const found = await sql<{ present: boolean }>`select to_regclass(${table}) is not null as present`.execute(wh.db);
  if (found.rows[0]?.present !== true) return new Map();
  const { rows } = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from ${sql.table(table)} order by name`.execute(wh.db);
  return new Map(rows.map(row => [row.name, new Date(row.timestamp)]));
}

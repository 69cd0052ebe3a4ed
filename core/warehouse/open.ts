import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import { connectPglite } from './connect-pglite.ts';
import { connectPostgres } from './connect-postgres.ts';
import { assertCustomerKey, createCustomerHash } from './customer-key.ts';
import { isConflict } from './database-error.ts';
import { type ConnectionSource, createDialect, markTransaction, type StoreConnection } from './dialect.ts';
import { lockStore } from './lock.ts';
import { assertCurrent, migrate, migrationStatus } from './migrate.ts';
import type { Tables } from './tables.ts';
import type { OpenOptions, Warehouse, WarehouseTarget } from './warehouse.ts';

/** Attempts after the first for a transaction that lost against another. */
const conflictRetries = 5;

/**
 * Opens a client's warehouse, makes it when it is not there, and brings its schema up to date.
 *
 * @throws VB4001 embedded store in use · VB4002 unreachable · VB4003 schema of another version · VB4006 other customer
 *   key · VB4008 login refused · VB4012 invalid address
 */
export async function openWarehouse(target: WarehouseTarget, options: OpenOptions = {}): Promise<Warehouse> {
  const schema = schemaOf(target.client);
  const { source, unlock } = await connect(target, schema, options);
  const db = new Kysely<Tables>({ dialect: createDialect(source) });
  const closing: (() => Promise<void>)[] = [];
  const wh: Warehouse = {
    db,
    store: target.url === null ? 'pglite' : 'postgres',
    dir: target.url === null ? target.dir : null,
    schema,
    client: target.client,
    transaction: work => inTransaction(db, work),
    copyIn: (trx, table, columns, data, format = 'text') =>
      trx
        .getExecutor()
        .provideConnection(connection => (connection as StoreConnection).copyIn(table, columns, data, format)),
    hashCustomer: createCustomerHash(target.customerKey),
    beforeClose: work => closing.push(work),
    close: async () => {
      for (const work of closing.splice(0)) await work();
      // `destroy` closes nothing that was never used.
      await db.destroy();
      await unlock();
    },
  };
  try {
    if (target.url === null) await prepareEmbedded(db, schema);
    if (options.unchecked) return wh;
    if (options.migrate === false) await assertCurrent(wh);
    else if ((await migrationStatus(wh)).some(state => state.appliedAt === null)) await migrate(wh);
    else await assertCurrent(wh);
    await assertCustomerKey(wh, target.customerKey);
  } catch (error) {
    await wh.close();
    throw error;
  }
  return wh;
}

/** The schema of a client: `client_acme_sud` for `acme-sud`, `verbatim` without client. */
export function schemaOf(client: string | null): string {
  if (client === null) return 'verbatim';
  const schema = `client_${client.replaceAll('-', '_')}`;
  // PostgreSQL cuts longer names silently, and two clients would then share one schema.
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(schema)) {
    throw new VerbatimError('VB1211', `client "${client}" gives no valid schema name`, {
      hint: 'use at most 56 of a to z, 0 to 9 and -, starting with a letter',
    });
  }
  return schema;
}

async function connect(
  target: WarehouseTarget,
  schema: string,
  options: OpenOptions,
): Promise<{ source: ConnectionSource; unlock: () => Promise<void> }> {
  if (target.url !== null) {
    const applicationName = options.applicationName ?? 'verbatim';
    return {
      source: connectPostgres({ url: target.url, schema, applicationName, width: options.width ?? 6 }),
      unlock: async () => {},
    };
  }
  const lock = await lockStore(target.dir);
  try {
    return { source: await connectPglite(target.dir), unlock: lock.release };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function prepareEmbedded(db: Kysely<Tables>, schema: string): Promise<void> {
  await sql`create schema if not exists ${sql.id(schema)}`.execute(db);
  await sql`select set_config('search_path', ${schema}, false), set_config('TimeZone', 'UTC', false)`.execute(db);
}

async function inTransaction<T>(db: Kysely<Tables>, work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await db.transaction().execute(trx => markTransaction(() => work(trx)));
    } catch (error) {
      if (!isConflict(error) || attempt >= conflictRetries) throw error;
      await pause(10 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

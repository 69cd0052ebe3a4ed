import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** Locks of this process on embedded stores, which no other process can open. */
const embedded = new WeakMap<Kysely<Tables>, Set<string>>();

/**
 * Takes a lock that ends with this process at the latest: on PostgreSQL an advisory lock on a session kept for it, so
 * that a killed process frees it by dying; on the embedded store a note in memory, since the store has one process.
 *
 * @returns how to give it back; `null` when somebody has it
 */
export async function takeRunLock(wh: Warehouse, name: string): Promise<(() => Promise<void>) | null> {
  return wh.store === 'pglite' ? takeInMemory(wh, name) : await takeOnServer(wh, name);
}

/**
 * Shares the lock until the end of a transaction, so that whoever takes it meanwhile sees what the transaction wrote.
 *
 * @returns false when somebody has it for himself
 */
export async function shareRunLock(wh: Warehouse, trx: Transaction<Tables>, name: string): Promise<boolean> {
  if (wh.store === 'pglite') return !embedded.get(wh.db)?.has(name);
  const taking = sql<{ taken: boolean }>`select pg_try_advisory_xact_lock_shared(${keyOf(wh, name)}) as taken`;
  return (await taking.execute(trx)).rows[0]?.taken === true;
}

/** Has the transactions of a name come one after the other; on the embedded store all do. */
export async function takeTurn(wh: Warehouse, trx: Transaction<Tables>, name: string): Promise<void> {
  if (wh.store === 'postgres') await sql`select pg_advisory_xact_lock(${keyOf(wh, `${name}/turn`)})`.execute(trx);
}

const keyOf = (wh: Warehouse, name: string) => sql`hashtextextended(${`${wh.schema}/run/${name}`}::text, 0)`;

function takeInMemory(wh: Warehouse, name: string): (() => Promise<void>) | null {
  const held = embedded.get(wh.db) ?? new Set();
  embedded.set(wh.db, held);
  if (held.has(name)) return null;
  held.add(name);
  const giveBack = async (): Promise<void> => {
    held.delete(name);
  };
  wh.beforeClose(giveBack);
  return giveBack;
}

function takeOnServer(wh: Warehouse, name: string): Promise<(() => Promise<void>) | null> {
  const key = keyOf(wh, name);
  return new Promise((resolve, reject) => {
    const session = wh.db.connection().execute(async db => {
      const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${key}) as taken`.execute(db);
      if (rows[0]?.taken !== true) return resolve(null);
      await new Promise<void>(release => {
        const giveBack = async (): Promise<void> => {
          release();
          // A session that was lost meanwhile has given its lock back itself.
          await session.catch(() => {});
        };
        // A pool waits at its end for every session that was lent.
        wh.beforeClose(giveBack);
        resolve(giveBack);
      });
      await sql`select pg_advisory_unlock(${key})`.execute(db);
    });
    session.catch(reject);
  });
}

import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Has the rest of a transaction find the rows of a batch by their key, one probe each. Left to its estimates the
 * planner reads the whole table once per batch as soon as a batch is a few hundredths of it: seven times slower at
 * 200,000 rows, and worse with every row more.
 */
export async function probeByIndex(trx: Transaction<Tables>): Promise<void> {
  await sql`select ${byIndex}`.execute(trx);
}

/** Has the rest of a transaction that writes a batch probe by index, and gives each of its statements ten minutes. */
export async function prepareBatch(trx: Transaction<Tables>): Promise<void> {
  await sql`select set_config('statement_timeout', '10min', true), ${byIndex}`.execute(trx);
}

const byIndex = sql`set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;

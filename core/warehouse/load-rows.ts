import { sql, type Transaction } from 'kysely';
import { isRowFault, sqlStateOf } from './database-error.ts';
import { type EncodedBatch, feedbackColumns, linesOf } from './encode-batch.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/**
 * Puts rows that the store does not have straight into the table.
 *
 * @param rows - lines of the batch, ascending
 * @returns lines that PostgreSQL cannot store
 * @throws an error with SQLSTATE 23505 when a row is there after all
 */
export function copyNew(
  wh: Warehouse,
  trx: Transaction<Tables>,
  encoded: EncodedBatch,
  rows: readonly number[],
): Promise<readonly number[]> {
  return copyGuarded(wh, trx, 'feedback', encoded, rows);
}

/**
 * Replaces rows whose content changed, and takes away what was derived from the old content.
 *
 * @param rows - lines of the batch, ascending
 * @returns lines that PostgreSQL cannot store
 */
export async function replaceChanged(
  wh: Warehouse,
  trx: Transaction<Tables>,
  encoded: EncodedBatch,
  rows: readonly number[],
): Promise<readonly number[]> {
  if (rows.length === 0) return [];
  // With the primary key, so that a key too long for an index is found here, row by row, and not in the upsert.
  await sql`create temporary table feedback_changed (like feedback including indexes) on commit drop`.execute(trx);
  const refused = await copyGuarded(wh, trx, 'feedback_changed', encoded, rows);
  await sql`
    insert into feedback select * from feedback_changed
    on conflict (stream_id, external_id) do update set
      occurred_at = excluded.occurred_at, customer_key = excluded.customer_key, channel = excluded.channel,
      touchpoint = excluded.touchpoint, language = excluded.language, comment = excluded.comment,
      answers = excluded.answers, texts = excluded.texts, attributes = excluded.attributes,
      content_hash = excluded.content_hash, last_run = excluded.last_run
    where feedback.content_hash is distinct from excluded.content_hash`.execute(trx);
  await sql`
    delete from annotation as a using feedback_changed as c
    where a.stream_id = c.stream_id and a.external_id = c.external_id`.execute(trx);
  await sql`
    delete from segment_membership as m using feedback_changed as c
    where m.stream_id = c.stream_id and m.external_id = c.external_id`.execute(trx);
  return refused;
}

/** COPY stops at the first row that cannot be stored and keeps none: halve until that row stands alone. */
async function copyGuarded(
  wh: Warehouse,
  trx: Transaction<Tables>,
  table: 'feedback' | 'feedback_changed',
  encoded: EncodedBatch,
  rows: readonly number[],
): Promise<readonly number[]> {
  if (rows.length === 0) return [];
  await sql`savepoint copy_rows`.execute(trx);
  try {
    await wh.copyIn(trx, table, feedbackColumns, linesOf(encoded, rows));
  } catch (error) {
    if (!isRowFault(error) || sqlStateOf(error) === '23505') throw error;
    await sql`rollback to savepoint copy_rows`.execute(trx);
    if (rows.length === 1) return rows;
    const middle = rows.length >> 1;
    return [
      ...(await copyGuarded(wh, trx, table, encoded, rows.slice(0, middle))),
      ...(await copyGuarded(wh, trx, table, encoded, rows.slice(middle))),
    ];
  }
  await sql`release savepoint copy_rows`.execute(trx);
  return [];
}

import { sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import { isRowFault, sqlStateOf } from './database-error.ts';
import { chunksOf, type EncodedBatch, feedbackColumns } from './encode-batch.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** True for an error of COPY that says of some row that it cannot be stored, and not that it is there already. */
export const isUnstorable = (error: unknown): boolean => isRowFault(error) && sqlStateOf(error) !== '23505';

/**
 * Puts rows that the store does not have straight into the table.
 *
 * @param rows - lines of the batch, ascending
 * @param searching - for lines that PostgreSQL cannot store; false: the first of them is thrown, and ends the transaction
 * @returns lines that PostgreSQL cannot store
 * @throws an error with SQLSTATE 23505 when a row is there after all; VB4005 when fewer were stored than were sent
 */
export function copyNew(
  wh: Warehouse,
  trx: Transaction<Tables>,
  encoded: EncodedBatch,
  rows: readonly number[],
  searching: boolean,
): Promise<readonly number[]> {
  return copyRows(wh, trx, 'feedback', encoded, rows, searching);
}

/**
 * Replaces rows whose content changed, and takes away what was derived from the old content.
 *
 * @param rows - lines of the batch, ascending
 * @param searching - as of `copyNew`
 * @returns lines that PostgreSQL cannot store
 * @throws VB4005 when fewer were stored than were sent
 */
export async function replaceChanged(
  wh: Warehouse,
  trx: Transaction<Tables>,
  encoded: EncodedBatch,
  rows: readonly number[],
  searching: boolean,
): Promise<readonly number[]> {
  if (rows.length === 0) return [];
  // With the primary key, so that a key too long for an index is found here, row by row, and not in the upsert.
  await sql`create temporary table feedback_changed (like feedback including indexes) on commit drop`.execute(trx);
  const refused = await copyRows(wh, trx, 'feedback_changed', encoded, rows, searching);
  const { numAffectedRows = 0n } = await sql`
    insert into feedback select * from feedback_changed
    on conflict (stream_id, external_id) do update set
      occurred_at = excluded.occurred_at, customer_key = excluded.customer_key, channel = excluded.channel,
      touchpoint = excluded.touchpoint, language = excluded.language, comment = excluded.comment,
      answers = excluded.answers, texts = excluded.texts, attributes = excluded.attributes,
      content_hash = excluded.content_hash, last_run = excluded.last_run
    where feedback.content_hash is distinct from excluded.content_hash`.execute(trx);
  assertStored('feedback', rows.length - refused.length, Number(numAffectedRows));
  await sql`
    delete from annotation as a using feedback_changed as c
    where a.stream_id = c.stream_id and a.external_id = c.external_id`.execute(trx);
  await sql`
    delete from segment_membership as m using feedback_changed as c
    where m.stream_id = c.stream_id and m.external_id = c.external_id`.execute(trx);
  return refused;
}

async function copyRows(
  wh: Warehouse,
  trx: Transaction<Tables>,
  table: 'feedback' | 'feedback_changed',
  encoded: EncodedBatch,
  rows: readonly number[],
  searching: boolean,
): Promise<readonly number[]> {
  if (rows.length === 0) return [];
  const refused = searching ? await findUnstorable(wh, trx, encoded, rows) : [];
  const without = new Set(refused);
  const kept = without.size === 0 ? rows : rows.filter(row => !without.has(row));
  if (kept.length === 0) return refused;
  const stored = await wh.copyIn(trx, table, feedbackColumns, chunksOf(encoded, kept), 'binary');
  assertStored(table, kept.length, stored);
  return refused;
}

/**
 * COPY stops at the first row that cannot be stored and keeps none: halve until that row stands alone. On a table of
 * its own and under one savepoint, since each savepoint that is kept holds a lock, of which a server has some thousands.
 */
async function findUnstorable(
  wh: Warehouse,
  trx: Transaction<Tables>,
  encoded: EncodedBatch,
  rows: readonly number[],
): Promise<readonly number[]> {
  // In a savepoint itself, for the next search of the transaction makes it anew.
  await sql`savepoint search`.execute(trx);
  await sql`create temporary table feedback_trial (like feedback including indexes) on commit drop`.execute(trx);
  await sql`savepoint trial`.execute(trx);
  const search = async (part: readonly number[]): Promise<readonly number[]> => {
    try {
      await wh.copyIn(trx, 'feedback_trial', feedbackColumns, chunksOf(encoded, part), 'binary');
      return [];
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      await sql`rollback to savepoint trial`.execute(trx);
    }
    if (part.length === 1) return part;
    const middle = part.length >> 1;
    return [...(await search(part.slice(0, middle))), ...(await search(part.slice(middle)))];
  };
  const refused = await search(rows);
  await sql`rollback to savepoint search`.execute(trx);
  await sql`release savepoint search`.execute(trx);
  return refused;
}

/** What we sent and what the server says it stored are two witnesses. */
function assertStored(table: string, sent: number, stored: number): void {
  if (sent === stored) return;
  throw new VerbatimError('VB4005', `${sent} rows were sent to table "${table}", ${stored} were stored`, {
    hint: 'a trigger or a rule of this database keeps rows away; the warehouse belongs to Verbatim alone',
  });
}

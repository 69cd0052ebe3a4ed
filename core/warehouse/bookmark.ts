import { sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Tables } from './tables.ts';

/** A stream's place, taken by one attempt; whoever takes it next makes this one stale. */
export interface BookmarkHold {
  readonly key: string;
  readonly epoch: number;
  /** Checkpoint of this same run to go on from; `null` = from the beginning. */
  readonly state: unknown;
  /** Batches of the run that the state covers. */
  readonly batches: number;
  /** True when an earlier attempt of the same run held it. */
  readonly again: boolean;
}

/**
 * Takes the next fencing epoch of a bookmark. A checkpoint counts only within its own run and for its own version of
 * the state: a new run reads what the source holds now.
 *
 * @param resume - false: start from the beginning whatever is written there
 */
export async function takeBookmark(
  trx: Transaction<Tables>,
  key: string,
  runSeq: number,
  stateVersion: number,
  resume: boolean,
): Promise<BookmarkHold> {
  const before = await trx.selectFrom('bookmark').selectAll().where('key', '=', key).forUpdate().executeTakeFirst();
  const again = before?.run_seq === runSeq;
  const usable = again && resume && before.state !== null && before.state_version === stateVersion;
  const state = usable ? before.state : null;
  const batches = usable ? before.batches : 0;
  const values = {
    run_seq: runSeq,
    state: state === null ? null : JSON.stringify(state),
    state_version: stateVersion,
    batches,
    done: false,
    updated_at: sql<Date>`clock_timestamp()`,
  };
  const { epoch } = await trx
    .insertInto('bookmark')
    .values({ key, epoch: 1, ...values })
    // Two first attempts at once: the second waits here for the first, then takes the next epoch.
    .onConflict(conflict => conflict.column('key').doUpdateSet({ ...values, epoch: sql<number>`bookmark.epoch + 1` }))
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return { key, epoch, state, batches, again };
}

/**
 * Moves a bookmark, first of all in a transaction: the row stays locked until its end, so nobody takes the next epoch
 * while rows are being written.
 *
 * @param place - a checkpoint and the number of batches it covers; `null` = the place stays
 * @throws VB4004 when another attempt holds it now
 */
export async function moveBookmark(
  trx: Transaction<Tables>,
  hold: Pick<BookmarkHold, 'key' | 'epoch'>,
  place: { readonly state: unknown; readonly batches: number } | null,
  done: boolean,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('bookmark')
    .set({
      ...(place === null ? {} : { state: JSON.stringify(place.state), batches: place.batches }),
      done,
      updated_at: sql<Date>`clock_timestamp()`,
    })
    .where('key', '=', hold.key)
    .where('epoch', '=', hold.epoch)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    throw new VerbatimError('VB4004', `${hold.key}: another attempt took over from epoch ${hold.epoch}`);
  }
}

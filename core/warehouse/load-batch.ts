import { sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Reject } from '../model/feedback.ts';
import type { Counts } from '../plan/result.ts';
import type { Batch, StreamOptions } from './batch.ts';
import { moveBookmark } from './bookmark.ts';
import { copyCell } from './clean-text.ts';
import { sqlStateOf } from './database-error.ts';
import { markDirtyDays } from './dirty-days.ts';
import type { createEncoder, EncodedBatch } from './encode-batch.ts';
import { enrichRows, unstorable } from './enrich-rows.ts';
import { copyNew, replaceChanged } from './load-rows.ts';
import { localDays } from './local-days.ts';
import { lookUp } from './look-up.ts';
import type { HeldStream } from './open-stream.ts';
import { probeByIndex } from './probe-by-index.ts';
import { quarantine } from './quarantine-write.ts';
import { type Candidate, lastOfEachKey, type SortedRows, sortRows } from './sort-rows.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

interface WriterOptions extends StreamOptions {
  readonly held: HeldStream;
  readonly encode: ReturnType<typeof createEncoder>;
  /** Keys that are met must be known at the end, so that the others can be removed. */
  readonly removing: boolean;
}

/** All that one transaction does. */
interface Work {
  readonly batch: Batch;
  readonly number: number;
  readonly read: EncodedBatch;
  readonly rows: readonly number[];
  readonly sorted: SortedRows;
  /** As they will be stored; `candidates` are lines of it. */
  readonly stored: EncodedBatch;
  readonly candidates: readonly Candidate[];
  readonly rejects: readonly Reject[];
}

/** Makes the function that writes one encoded batch after the other. */
export function createBatchWriter(
  wh: Warehouse,
  options: WriterOptions,
): (batch: Batch, encoded: EncodedBatch) => Promise<Counts> {
  const { held, run } = options;
  // An attempt after the first cannot know which rows of this run the ledger still counts: it counts each key that it
  // meets once, and the end settles what was counted twice.
  const counted = held.hold.again ? new Set<string>() : null;
  // Nothing is there yet and only we write: rows go in unasked, until the first key that comes twice.
  let unasked = held.empty;
  let number = held.hold.batches;
  const attempt = async (batch: Batch, read: EncodedBatch): Promise<Counts> => {
    const rows = lastOfEachKey(read);
    const known = unasked ? null : await wh.transaction(trx => lookUp(trx, read, rows, held.streamId, run.seq));
    const sorted = sortRows(batch, read, rows, known, counted);
    const { encoded: stored, ...enriched } = await enrichRows(
      batch,
      read,
      sorted.candidates,
      options.enrich,
      options.encode,
    );
    const work = { batch, number: number + 1, read, rows, sorted, stored, ...enriched };
    const { counts, put } = await wh.transaction(trx => commitWork(wh, trx, options, work));
    number += 1;
    if (counted !== null)
      for (const id of [...put.map(one => stored.externalIds[one.row]!), ...sorted.recovered]) counted.add(id);
    if (stored !== read) stored.free();
    return counts;
  };
  return async (batch, read) => {
    let counts: Counts;
    try {
      counts = await attempt(batch, read);
    } catch (error) {
      if (!unasked || sqlStateOf(error) !== '23505') throw error;
      unasked = false;
      counts = await attempt(batch, read);
    }
    read.free();
    return counts;
  };
}

async function commitWork(
  wh: Warehouse,
  trx: Transaction<Tables>,
  options: WriterOptions,
  work: Work,
): Promise<{ counts: Counts; put: readonly Candidate[] }> {
  const { held, run, pipeline } = options;
  const { batch, number, stored } = work;
  await sql`set local statement_timeout = '10min'`.execute(trx);
  await moveBookmark(trx, held.hold, batch.state === null ? null : { state: batch.state, batches: number }, false);
  await probeByIndex(trx);
  const linesWith = (found: Candidate['found']) =>
    work.candidates.filter(one => one.found === found).map(one => one.row);
  const refused = new Set([
    ...(await copyNew(wh, trx, stored, linesWith('new'))),
    ...(await replaceChanged(wh, trx, stored, linesWith('changed'))),
  ]);
  const put = refused.size === 0 ? work.candidates : work.candidates.filter(one => !refused.has(one.row));
  const rejects = [...batch.rejects, ...work.rejects, ...rejectsOf(work, refused)];
  await quarantine(trx, held.streamId, run.seq, rejects);
  if (options.removing) await rememberSeen(wh, trx, held.streamId, work, put);
  await markDirtyDays(trx, pipeline, await localDays(trx, instantsOf(put), options.timezone));
  const counts = countsOf(work, put, rejects.length);
  assertConserved(counts, options.node.id, number);
  await trx
    .insertInto('run_batch')
    .values({ run_seq: run.seq, node: options.node.id, epoch: held.hold.epoch, number, ...counts })
    .execute();
  return { counts, put };
}

function rejectsOf({ batch, read, candidates }: Work, refused: ReadonlySet<number>): Reject[] {
  const records = [...read.refused, ...candidates.filter(one => refused.has(one.row)).map(one => one.record)];
  return records.map(record => unstorable(batch.records[record]!.feedback, batch.records[record]!.origin));
}

function* instantsOf(put: readonly Candidate[]): Iterable<number> {
  for (const { occurredAt, replaces } of put) {
    yield Date.parse(occurredAt);
    if (replaces !== null) yield replaces;
  }
}

function countsOf(work: Work, put: readonly Candidate[], rejected: number): Counts {
  const { batch, read, rows, sorted } = work;
  const written = put.filter(one => one.countsAs === 'written').length;
  const inBatch = read.externalIds.length - rows.length;
  return {
    read: batch.records.length + batch.rejects.length,
    written: written + sorted.recovered.length,
    unchanged: sorted.unchanged,
    rejected,
    deduplicated: inBatch + sorted.deduplicated + put.length - written,
    filtered: batch.filtered,
  };
}

function assertConserved(counts: Counts, node: string, number: number): void {
  const { read, written, unchanged, rejected, deduplicated } = counts;
  if (read === written + unchanged + rejected + deduplicated) return;
  throw new VerbatimError(
    'VB4005',
    `${node}, batch ${number}: ${read} read, but ${written} written, ${unchanged} unchanged, ${rejected} rejected and ${deduplicated} deduplicated`,
  );
}

/** Keys that were met and not written; those written carry this run's number. */
async function rememberSeen(
  wh: Warehouse,
  trx: Transaction<Tables>,
  streamId: number,
  { read, rows, stored }: Work,
  put: readonly Candidate[],
): Promise<void> {
  const written = new Set(put.map(one => stored.externalIds[one.row]!));
  const kept = rows.map(row => read.externalIds[row]!).filter(id => !written.has(id));
  if (kept.length === 0) return;
  const lines = kept.map(id => `${streamId}\t${copyCell(id)}\n`).join('');
  await wh.copyIn(trx, 'seen_key', ['stream_id', 'external_id'], [Buffer.from(lines)]);
}

import type { Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Reject } from '../model/feedback.ts';
import type { Counts } from '../plan/result.ts';
import type { Batch, StreamOptions } from './batch.ts';
import { moveBookmark } from './bookmark.ts';
import { copyCell } from './clean-text.ts';
import { sqlStateOf } from './database-error.ts';
import { markDirtyDays } from './dirty-days.ts';
import type { EncodedBatch, Encoder } from './encode-batch.ts';
import { enrichRows, unstorable } from './enrich-rows.ts';
import { feedbackOfRow } from './feedback-row.ts';
import { copyNew, isUnstorable, replaceChanged } from './load-rows.ts';
import { localDays } from './local-days.ts';
import { lookUp } from './look-up.ts';
import type { HeldStream } from './open-stream.ts';
import { learnValues } from './planner-statistics.ts';
import { prepareBatch } from './probe-by-index.ts';
import { quarantine } from './quarantine-write.ts';
import { type Candidate, createRowSorter, lastOfEachKey, type SortedRows } from './sort-rows.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

interface WriterOptions extends StreamOptions {
  readonly held: HeldStream;
  /** Encodes what enrichments gave back. */
  readonly encoder: Encoder;
  /** Keys that are met must be known at the end, so that the others can be removed. */
  readonly removing: boolean;
}

/** All that one transaction does. */
interface Work {
  readonly batch: Batch;
  readonly number: number;
  readonly rows: readonly number[];
  readonly sorted: SortedRows;
  /** As they will be stored; `candidates` are lines of it. */
  readonly stored: EncodedBatch;
  readonly candidates: readonly Candidate[];
  readonly rejects: readonly Reject[];
}

/** Makes the function that writes one encoded batch after the other. */
export function createBatchWriter(wh: Warehouse, options: WriterOptions): (batch: Batch) => Promise<Counts> {
  const { held, run } = options;
  // An attempt after the first cannot know which rows of this run the ledger still counts: it counts each key that it
  // meets once, and the end settles what was counted twice.
  const counted = held.hold.again ? new Set<string>() : null;
  // Nothing is there yet and only we write: rows go in unasked, until the first key that comes twice.
  let unasked = held.empty;
  let planned = false;
  const sort = createRowSorter();
  let number = held.hold.batches;
  const attempt = async (batch: Batch): Promise<Counts> => {
    const read = batch.encoded;
    const rows = lastOfEachKey(read);
    if (!planned && !unasked && (number > 0 || !held.empty)) {
      planned = true;
      await learnValues(wh, 'feedback', { stream_id: held.streamId });
    }
    const known = unasked ? null : await wh.transaction(trx => lookUp(trx, read, rows, held.streamId, run.seq));
    const sorted = sort(read, rows, known, counted);
    const { enrich = null, encoder } = options;
    const { encoded: stored, ...enriched } = await enrichRows(batch, sorted.candidates, enrich, encoder);
    const work = { batch, number: number + 1, rows, sorted, stored, ...enriched };
    const commit = (searching: boolean) => wh.transaction(trx => commitWork(wh, trx, options, work, searching));
    // Most batches have no row that cannot be stored, and are spared the savepoints of looking for one.
    const { counts, put } = await commit(false).catch(error => {
      if (!isUnstorable(error)) throw error;
      return commit(true);
    });
    number += 1;
    if (counted !== null)
      for (const id of [...put.map(one => stored.externalIds[one.row]!), ...sorted.recovered]) counted.add(id);
    if (stored !== read) stored.free();
    return counts;
  };
  return async batch => {
    let counts: Counts;
    try {
      counts = await attempt(batch);
    } catch (error) {
      if (!unasked || sqlStateOf(error) !== '23505') throw error;
      unasked = false;
      counts = await attempt(batch);
    }
    batch.encoded.free();
    return counts;
  };
}

async function commitWork(
  wh: Warehouse,
  trx: Transaction<Tables>,
  options: WriterOptions,
  work: Work,
  searching: boolean,
): Promise<{ counts: Counts; put: readonly Candidate[] }> {
  const { held, run, pipeline } = options;
  const { batch, number, stored } = work;
  await prepareBatch(trx);
  await moveBookmark(trx, held.hold, batch.state === null ? null : { state: batch.state, batches: number }, false);
  const { fresh, changed } = linesOf(work.candidates);
  const refused = new Set([
    ...(await copyNew(wh, trx, stored, fresh, searching)),
    ...(await replaceChanged(wh, trx, stored, changed, searching)),
  ]);
  const put = refused.size === 0 ? work.candidates : work.candidates.filter(one => !refused.has(one.row));
  const rejects = [...batch.rejects, ...work.rejects, ...rejectsOf(work, refused)];
  await quarantine(trx, held.streamId, run.seq, rejects);
  if (options.removing) await rememberSeen(wh, trx, held.streamId, work, put);
  await markDirtyDays(trx, pipeline, await localDays(trx, instantsOf(stored, put), options.timezone));
  const counts = countsOf(work, put, rejects.length);
  assertConserved(counts, options.node.id, number);
  await trx
    .insertInto('run_batch')
    .values({ run_seq: run.seq, node: options.node.id, epoch: held.hold.epoch, number, ...counts })
    .execute();
  return { counts, put };
}

/** Lines of what will be stored, apart for new rows and changed ones. */
function linesOf(candidates: readonly Candidate[]) {
  const [fresh, changed]: [number[], number[]] = [[], []];
  for (const { found, row } of candidates) (found === 'new' ? fresh : changed).push(row);
  return { fresh, changed };
}

function rejectsOf({ batch, stored, candidates }: Work, refused: ReadonlySet<number>): Reject[] {
  return candidates
    .filter(({ row }) => refused.has(row))
    .map(({ line, row }) => unstorable(feedbackOfRow(stored.contentOf(row)), batch.origins[line]!));
}

function instantsOf(stored: EncodedBatch, put: readonly Candidate[]): readonly number[] {
  const instants: number[] = [];
  for (const { row, replaces } of put) {
    instants.push(stored.instants[row]!);
    if (replaces !== null) instants.push(replaces);
  }
  return instants;
}

function countsOf(work: Work, put: readonly Candidate[], rejected: number): Counts {
  const { batch, rows, sorted } = work;
  let written = 0;
  for (const { countsAs } of put) if (countsAs === 'written') written += 1;
  const inBatch = batch.origins.length - rows.length;
  return {
    read: batch.origins.length + batch.rejects.length,
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
  { batch, rows, stored }: Work,
  put: readonly Candidate[],
): Promise<void> {
  const written = new Set(put.map(one => stored.externalIds[one.row]!));
  const kept = rows.map(row => batch.encoded.externalIds[row]!).filter(id => !written.has(id));
  if (kept.length === 0) return;
  const lines = kept.map(id => `${streamId}\t${copyCell(id)}\n`).join('');
  await wh.copyIn(trx, 'seen_key', ['stream_id', 'external_id'], [Buffer.from(lines)]);
}

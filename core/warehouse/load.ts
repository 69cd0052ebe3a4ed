import type { Feedback, Origin } from '../model/feedback.ts';
import type { Counts } from '../plan/result.ts';
import type { BatchEnd, StreamOptions } from './batch.ts';
import { createCustomerHashes } from './customer-hashes.ts';
import { createEncoder } from './encode-batch.ts';
import { finishStream } from './finish-stream.ts';
import { createGatherer } from './gather-batch.ts';
import { createBatchWriter } from './load-batch.ts';
import { holdStream } from './open-stream.ts';
import type { Warehouse } from './warehouse.ts';

/** Writes one stream for one attempt of a step. */
export interface StreamWriter {
  /** The fence: the attempt with the highest epoch writes, every other one gets VB4004. */
  readonly epoch: number;
  /** Checkpoint of this same run to go on from; `null` = from the beginning. */
  readonly state: unknown;
  /** Adds a record to the batch that the next `write` ends. */
  add(feedback: Feedback, origin: Origin): void;
  /** Records that were added since the last `write`. */
  readonly size: number;
  /** Records that were added so far and of which a text had to be cleaned. */
  readonly cleaned: number;
  /**
   * Writes the batch in one transaction: rows, quarantine, dirty days, ledger and bookmark, or nothing of it.
   * Records of the next batch may be added before the promise is fulfilled. Batches are written in the order of the
   * calls, and none after one that failed.
   *
   * @returns the counts of this batch, once it is committed
   * @throws VB4004 another attempt took over · VB4005 rows do not add up · VB3004 `enrich` gave back another length
   */
  write(end: BatchEnd): Promise<Counts>;
  /**
   * Ends the stream after a complete read: in full mode removes what the source no longer has (but never
   * everything: a source that gave no record at all removes nothing), and resolves quarantine entries not met again.
   *
   * @param judge - sees the counts before anything is ended; what it throws leaves everything as the batches left it
   * @returns counts over all batches of this run and node
   * @throws VB4004, VB4005, and what `judge` throws
   */
  finish(judge?: (counts: Counts) => void): Promise<Counts>;
}

/**
 * Opens a stream for writing and takes its fence.
 *
 * @throws VB4002, VB4007, VB4010
 */
export async function openStream(wh: Warehouse, options: StreamOptions): Promise<StreamWriter> {
  const held = await holdStream(wh, { ...options, stateVersion: options.stateVersion ?? 1 });
  const encoding = {
    streamId: held.streamId,
    runSeq: options.run.seq,
    chainDigest: options.chainDigest ?? '',
    customers: createCustomerHashes(wh),
  };
  const removing = options.fullRefresh || options.node.mode === 'full';
  const gather = createGatherer(createEncoder(encoding), (options.enrich ?? null) !== null);
  const commit = createBatchWriter(wh, { ...options, held, encoder: createEncoder(encoding), removing });
  let last: Promise<unknown> = Promise.resolve();
  return {
    epoch: held.hold.epoch,
    state: held.hold.state,
    add: gather.add,
    get size() {
      return gather.size;
    },
    get cleaned() {
      return gather.cleaned;
    },
    write: end => {
      const batch = gather.take(end);
      const written = last.then(() => commit(batch));
      last = written;
      // Whoever called hears of it; so does the next call. Here it must only not end the process.
      written.catch(() => {});
      return written;
    },
    finish: async (judge = () => undefined) => {
      await last;
      return await finishStream(wh, { ...options, held, removing }, judge);
    },
  };
}

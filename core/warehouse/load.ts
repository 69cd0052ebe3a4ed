import type { Counts } from '../plan/result.ts';
import type { Batch, StreamOptions } from './batch.ts';
import { createCustomerHashCache } from './customer-hash-cache.ts';
import { createEncoder } from './encode-batch.ts';
import { finishStream } from './finish-stream.ts';
import { createBatchWriter } from './load-batch.ts';
import { holdStream } from './open-stream.ts';
import type { Warehouse } from './warehouse.ts';

/** Writes one stream for one attempt of a step. */
export interface StreamWriter {
  /** The fence: the attempt with the highest epoch writes, every other one gets VB4004. */
  readonly epoch: number;
  /** Checkpoint of this same run to go on from; `null` = from the beginning. */
  readonly state: unknown;
  /**
   * Writes a batch in one transaction: rows, quarantine, dirty days, ledger and bookmark, or nothing of it.
   * It may be called again before the promise is fulfilled: the next batch is then encoded while the server works on
   * this one. Batches are written in the order of the calls, and none after one that failed.
   *
   * @returns the counts of this batch, once it is committed
   * @throws VB4004 another attempt took over · VB4005 rows do not add up · VB3004 `enrich` gave back another length
   */
  write(batch: Batch): Promise<Counts>;
  /**
   * Ends the stream after a complete read: in full mode removes what the source no longer has (but never
   * everything: a source that gave no record at all removes nothing), and resolves quarantine entries not met again.
   *
   * @returns counts over all batches of this run and node
   * @throws VB4004, VB4005
   */
  finish(): Promise<Counts>;
}

/**
 * Opens a stream for writing and takes its fence.
 *
 * @throws VB4002, VB4007, VB4010
 */
export async function openStream(wh: Warehouse, options: StreamOptions): Promise<StreamWriter> {
  const held = await holdStream(wh, { ...options, stateVersion: options.stateVersion ?? 1 });
  const encode = createEncoder({
    streamId: held.streamId,
    runSeq: options.run.seq,
    chainDigest: options.chainDigest ?? '',
    customerHash: createCustomerHashCache(wh),
  });
  const removing = options.fullRefresh || options.node.mode === 'full';
  const commit = createBatchWriter(wh, { ...options, held, encode, removing });
  let last: Promise<unknown> = Promise.resolve();
  return {
    epoch: held.hold.epoch,
    state: held.hold.state,
    write: batch => {
      const before = last;
      const encoded = encode(batch.records.map(record => record.feedback));
      const written = (async () => {
        // Both are waited for, so that a failure of one leaves no promise of the other unheard.
        const [previous, ready] = await Promise.allSettled([before, encoded]);
        if (previous.status === 'rejected') throw previous.reason;
        if (ready.status === 'rejected') throw ready.reason;
        return await commit(batch, ready.value);
      })();
      last = written;
      // Whoever called hears of it; so does the next call. Here it must only not end the process.
      written.catch(() => {});
      return written;
    },
    finish: async () => {
      await last;
      return await finishStream(wh, { ...options, held, removing });
    },
  };
}

import { createHash } from 'node:crypto';
import type { Feedback } from '../model/feedback.ts';
import { contentHashBytes } from './content-hash.ts';
import type { CustomerHashes } from './customer-hashes.ts';
import { contentColumns, createRow } from './feedback-row.ts';
import { RowBytes } from './row-bytes.ts';

/** Columns of an encoded row, in order. */
export const feedbackColumns = ['stream_id', ...contentColumns, 'content_hash', 'first_run', 'last_run'] as const;

/** Rows of one batch, encoded once: the bytes are hashed as they stand and sent as they stand. */
export interface EncodedBatch {
  /** Whole rows of binary COPY, one after the other; row `i` stands at `ends[i - 1]` to `ends[i]`. */
  readonly bytes: Buffer;
  readonly ends: readonly number[];
  /** Keys as stored, by row. */
  readonly externalIds: readonly string[];
  /** Milliseconds since 1970, by row. */
  readonly instants: readonly number[];
  /** Content hash of a row, 16 bytes; it stands in the row itself. */
  readonly hashOf: (row: number) => Buffer;
  /** Fields of a row as `createRow` wrote them. */
  readonly contentOf: (row: number) => Buffer;
  /** Gives the memory of `bytes` back for a later batch; they must not be read again. */
  readonly free: () => void;
}

export interface EncoderOptions {
  readonly streamId: number;
  readonly runSeq: number;
  /** Identity of the enrichments; part of every hash, so that another chain makes every row a changed one. */
  readonly chainDigest: string;
  readonly customers: CustomerHashes;
}

/** Behind the hash of the row's content stand some bytes of the chain's. */
const chainHashBytes = 4;
const hashBytes = contentHashBytes + chainHashBytes;

/** Before a row's content: how many fields there are, and the stream. */
const headBytes = 2 + 8;
/** Behind a row's content: the hash and the two runs. */
const tailBytes = 4 + hashBytes + 8 + 8;

/** Encodes the rows of one batch after the other. */
export interface Encoder {
  /**
   * Adds a row to the batch.
   *
   * @param hash - written instead of the row's own: a row is known by what was mapped, not by what enrichments made of it
   * @returns `refused` and nothing is added when the store cannot hold it; `cleaned` when a text of it had to be cleaned
   */
  readonly add: (feedback: Feedback, hash?: Buffer) => 'added' | 'cleaned' | 'refused';
  /** Ends the batch; the next row begins another one. */
  readonly take: () => EncodedBatch;
}

/**
 * Makes the encoder of a stream.
 *
 * A content hash is 12 bytes of the row's content hash and 4 bytes of the chain's SHA-256.
 */
export function createEncoder({ streamId, runSeq, chainDigest, customers }: EncoderOptions): Encoder {
  const row = new RowBytes();
  const writeContent = createRow(row, customers);
  const chain = createHash('sha256').update(chainDigest).digest().subarray(0, chainHashBytes);
  let [externalIds, instants, ends] = [[] as string[], [] as number[], [] as number[]];
  return {
    add: (feedback, givenHash) => {
      const start = row.at;
      row.int16(feedbackColumns.length);
      row.int32Field(streamId);
      const written = writeContent(feedback);
      if (written === null) {
        row.at = start;
        return 'refused';
      }
      const end = row.at;
      row.int32(hashBytes);
      if (givenHash === undefined) {
        row.hash(start + headBytes, end);
        row.few(chain);
      } else row.few(givenHash);
      row.int32Field(runSeq);
      row.int32Field(runSeq);
      externalIds.push(written.externalId);
      instants.push(written.instant);
      ends.push(row.at);
      return written.cleaned ? 'cleaned' : 'added';
    },
    take: () => {
      const { bytes: memory, at } = row;
      const bytes = memory.subarray(0, at);
      const taken = { bytes, ends, externalIds, instants, free: () => row.free(memory) };
      [externalIds, instants, ends] = [[], [], []];
      row.next();
      const contentEnd = (line: number): number => taken.ends[line]! - tailBytes;
      return {
        ...taken,
        hashOf: line => bytes.subarray(contentEnd(line) + 4, contentEnd(line) + 4 + hashBytes),
        contentOf: line => bytes.subarray(startOf(taken.ends, line) + headBytes, contentEnd(line)),
      };
    },
  };
}

/** What stands before the rows of a binary COPY: its signature, no flags, no extension; and what ends them. */
const copyHead = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const copyEnd = Buffer.from([0xff, 0xff]);

/** Small enough that the server parses while the rest is on its way. */
const chunkBytes = 256 * 1024;

/**
 * Some rows as chunks for a binary COPY.
 *
 * @param rows - ascending
 */
export function chunksOf(encoded: EncodedBatch, rows: readonly number[]): readonly Buffer[] {
  const { bytes, ends } = encoded;
  let whole = bytes;
  if (rows.length !== encoded.externalIds.length) {
    whole = Buffer.allocUnsafeSlow(rows.reduce((sum, row) => sum + ends[row]! - startOf(ends, row), 0));
    let at = 0;
    for (const row of rows) at += bytes.copy(whole, at, startOf(ends, row), ends[row]);
  }
  const chunks: Buffer[] = [copyHead];
  for (let at = 0; at < whole.length; at += chunkBytes) chunks.push(whole.subarray(at, at + chunkBytes));
  chunks.push(copyEnd);
  return chunks;
}

const startOf = (ends: readonly number[], row: number): number => (row === 0 ? 0 : ends[row - 1]!);

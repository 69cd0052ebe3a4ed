import { hash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Feedback } from '../model/feedback.ts';
import { createLine, lineColumns } from './feedback-line.ts';

/** Columns of an encoded row, in order. */
export const feedbackColumns = ['stream_id', ...lineColumns, 'content_hash', 'first_run', 'last_run'] as const;

/** Rows between two pauses, in which the socket takes more of the batch before this one. */
const rowsPerBreath = 1_000;

/** Rows of one batch, encoded once: the bytes are hashed as they stand and sent as they stand. */
export interface EncodedBatch {
  /** Whole lines of COPY, one after the other; line `i` stands at `ends[i - 1]` to `ends[i]`. */
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
  /** Keys as stored, by line. */
  readonly externalIds: readonly string[];
  /** Index in the batch that was handed in, by line. */
  readonly sources: Int32Array;
  /** Indexes of feedback that cannot be encoded. */
  readonly refused: readonly number[];
  /** Indexes of feedback of which a text had to be cleaned. */
  readonly cleaned: readonly number[];
  /** Content hash of a line, 32 hex digits; it stands in the line itself. */
  readonly hashOf: (row: number) => string;
  /** Gives the memory of `bytes` back for a later batch; they must not be read again. */
  readonly free: () => void;
}

export interface EncoderOptions {
  readonly streamId: number;
  readonly runSeq: number;
  /** Identity of the enrichments; part of every hash, so that another chain makes every row a changed one. */
  readonly chainDigest: string;
  readonly customerHash: (id: string) => string;
}

type EncodeBatch = (
  batch: readonly Feedback[],
  /** The hash to write instead of that of the row: a row is known by what was mapped, not by what enrichments made of it. */
  hashOf?: (index: number) => string,
) => Promise<EncodedBatch>;

/**
 * Makes the function that encodes batches of one stream.
 *
 * A content hash is the first 12 bytes of SHA-256 over the row's cells and 4 bytes of the chain's own SHA-256.
 */
export function createEncoder(options: EncoderOptions): EncodeBatch {
  const toLine = createLine(options.customerHash);
  const head = Buffer.from(`${options.streamId}\t`);
  const chain = hash('sha256', options.chainDigest, 'hex').slice(0, 8);
  const tail = `\t${options.runSeq}\t${options.runSeq}\n`;
  const utf8 = new TextEncoder();
  // Memory of batches is used in turns: left to the collector, it would make it run far more often.
  const spare: Buffer<ArrayBuffer>[] = [];
  return async (batch, givenHash) => {
    let bytes = spare.pop() ?? Buffer.allocUnsafeSlow(1 << 20);
    let at = 0;
    const ends = new Uint32Array(batch.length);
    const sources = new Int32Array(batch.length);
    const [externalIds, refused, cleaned] = [[] as string[], [] as number[], [] as number[]];
    for (let index = 0; index < batch.length; index += 1) {
      if (index % rowsPerBreath === rowsPerBreath - 1) await breathe();
      const line = toLine(batch[index]!);
      if (line === null) {
        refused.push(index);
        continue;
      }
      if (line.cleaned) cleaned.push(index);
      // A UTF-16 unit takes three bytes of UTF-8 at most.
      const room = at + line.text.length * 3 + 256;
      if (room > bytes.length) bytes = grown(bytes, at, room);
      bytes.set(head, at);
      const from = at + head.length;
      const to = from + utf8.encodeInto(line.text, bytes.subarray(from)).written;
      const known = givenHash?.(index) ?? hash('sha256', bytes.subarray(from, to), 'hex').slice(0, 24) + chain;
      at = to + bytes.write(`\t\\\\x${known}${tail}`, to, 'latin1');
      ends[externalIds.length] = at;
      sources[externalIds.length] = index;
      externalIds.push(line.externalId);
    }
    const hashEnd = tail.length;
    return {
      ...{ bytes: bytes.subarray(0, at), ends, externalIds, sources, refused, cleaned },
      hashOf: row => bytes.toString('latin1', ends[row]! - hashEnd - 32, ends[row]! - hashEnd),
      free: () => {
        spare.push(bytes);
      },
    };
  };
}

/**
 * The lines of some rows as chunks for COPY.
 *
 * @param rows - line numbers, ascending
 */
export function linesOf(encoded: EncodedBatch, rows: readonly number[]): readonly Buffer[] {
  const { bytes, ends } = encoded;
  let whole = bytes;
  if (rows.length !== encoded.externalIds.length) {
    const from = (row: number): number => (row === 0 ? 0 : ends[row - 1]!);
    whole = Buffer.allocUnsafeSlow(rows.reduce((sum, row) => sum + ends[row]! - from(row), 0));
    let at = 0;
    for (const row of rows) at += bytes.copy(whole, at, from(row), ends[row]);
  }
  const chunks: Buffer[] = [];
  for (let at = 0; at < whole.length; at += chunkBytes) chunks.push(whole.subarray(at, at + chunkBytes));
  return chunks;
}

/** Small enough that the server parses while the rest is on its way. */
const chunkBytes = 256 * 1024;

function grown(bytes: Buffer, used: number, room: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(Math.max(room, bytes.length * 2));
  bytes.copy(larger, 0, 0, used);
  return larger;
}

import { contentHashBytes, putContentHash } from './content-hash.ts';

/** UTF-16 units up to which a text is written unit by unit: a call into the engine's own writer costs more than they do. */
const shortText = 24;

/** Milliseconds from 1970 to 2000, where PostgreSQL counts from. */
export const from1970To2000Ms = Date.UTC(2000, 0);

/** 2^29 milliseconds are 125 * 2^32 microseconds. */
const wholeMs = 2 ** 29;

/** Bytes to begin with: some hundred rows. The collector counts memory that is not written to as well. */
const firstRoom = 1 << 17;

/**
 * Memory that grows as values are written to its end, as fields of PostgreSQL's binary COPY: four bytes of length, then
 * the value, big end first.
 *
 * @see PostgreSQL 15, "COPY", section "Binary Format"
 */
export class RowBytes {
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(firstRoom);
  private view = new DataView(this.bytes.buffer);
  /** Where the next value goes. */
  at = 0;
  // Memory of batches is used in turns: left to the collector, it would make it run far more often.
  private readonly spare: Buffer<ArrayBuffer>[] = [];

  /** Begins a new batch; the memory of the last one is its reader's until it is given back with `free`. */
  next(): void {
    this.use(this.spare.pop() ?? Buffer.allocUnsafeSlow(this.bytes.length));
    this.at = 0;
  }

  free(bytes: Buffer<ArrayBuffer>): void {
    // One that batches have outgrown would have to grow again.
    if (bytes.length >= this.bytes.length) this.spare.push(bytes);
  }

  /** A field of no value. */
  none(): void {
    this.int32(-1);
  }

  int32Field(value: number): void {
    this.int32(4);
    this.int32(value);
  }

  /** A field of microseconds since 2000, of whole milliseconds since 1970. */
  instantField(ms: number): void {
    const since = ms - from1970To2000Ms;
    // Microseconds of late years are beyond what a double holds exactly: in two halves.
    const whole = Math.floor(since / wholeMs);
    const rest = (since - whole * wholeMs) * 1000;
    this.int32(8);
    this.int32(whole * 125 + Math.floor(rest / 2 ** 32));
    this.int32(rest >>> 0);
  }

  /** A field of some bytes, few: from `start` on. */
  fewField(value: Uint8Array, start: number, length: number): void {
    this.int32(length);
    this.few(value, start, length);
  }

  /** Begins a field whose length is not known yet; gives back what `endField` wants. */
  beginField(): number {
    const start = this.at;
    this.int32(0);
    return start;
  }

  /** Writes into a field how long it became. */
  endField(start: number): void {
    this.view.setInt32(start, this.at - start - 4);
  }

  /** Writes a text that is short, ASCII and without NUL; else nothing, and gives back false. */
  ascii(text: string): boolean {
    const { length } = text;
    if (length > shortText) return false;
    this.ensure(length);
    const { bytes, at } = this;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === 0 || code > 127) return false;
      bytes[at + index] = code;
    }
    this.at = at + length;
    return true;
  }

  /** Writes a text in UTF-8. */
  utf8(text: string): void {
    if (this.ascii(text)) return;
    // A UTF-16 unit takes three bytes at most.
    this.ensure(text.length * 3);
    this.at += this.bytes.write(text, this.at);
  }

  /** Writes some bytes, few. */
  few(value: Uint8Array, start = 0, length = value.length): void {
    this.ensure(length);
    const { bytes, at } = this;
    for (let index = 0; index < length; index += 1) bytes[at + index] = value[start + index]!;
    this.at = at + length;
  }

  int16(value: number): void {
    this.ensure(2);
    this.view.setInt16(this.at, value);
    this.at += 2;
  }

  int32(value: number): void {
    this.ensure(4);
    this.view.setInt32(this.at, value);
    this.at += 4;
  }

  /** Writes the content hash of what stands from `start` to `end`. */
  hash(start: number, end: number): void {
    this.ensure(contentHashBytes);
    putContentHash(this.view, start, end, this.at);
    this.at += contentHashBytes;
  }

  private ensure(room: number): void {
    if (this.at + room <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.at + room, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.at);
    this.use(larger);
  }

  private use(bytes: Buffer<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

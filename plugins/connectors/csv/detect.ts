import { isAscii, isUtf8 } from 'node:buffer';
import { VerbatimError } from '../../../core/sdk.ts';
import { characterTable, type Encoding, utf8Tail } from './decode.ts';
import { guessEncoding } from './guess.ts';
import { largePiece, type OpenFile, piecesOf } from './open.ts';

/** In which encoding a file is, checked over all of its bytes. */
export interface Detected {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly skip: number;
  /** A byte above 0x7F says that it is this encoding; ASCII alone is the same in nearly all of them. */
  readonly proven: boolean;
}

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Finds out a file's encoding before any row is read, so that a file is taken whole or not at all: the byte order mark
 * decides; without one, bytes that are strict UTF-8 are UTF-8 whatever was declared; else the declared encoding.
 *
 * @throws VB2101 with the first byte that does not belong, its line, and the encoding that seems right
 */
export async function detectEncoding(file: OpenFile, declared: Encoding, signal: AbortSignal): Promise<Detected> {
  const head = await file.head();
  refuseOtherFormats(file, head);
  const mark = marks.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte));
  const encoding = mark?.[0] ?? declared;
  const skip = mark?.[1].length ?? 0;
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  if (wide && (mark || head.includes(0))) {
    if ((file.size - skip) % 2 === 0) return { encoding, skip, proven: true };
    throw misfit(file, encoding, file.size - 1, head, 'the file ends in the middle of a character');
  }
  if (!mark && looksWide(head)) throw misfit(file, encoding, head.indexOf(0), head, 'every other byte is 0');
  const { wrong, ascii } = await firstWrongUtf8(file, signal);
  if (wrong === null) return { encoding: 'utf-8', skip, proven: !ascii };
  if (encoding === 'utf-8' || wide) throw await notIn(file, encoding, wrong, signal);
  const undefinedAt = await firstUndefined(file, encoding, signal);
  if (undefinedAt !== null) throw await notIn(file, encoding, undefinedAt, signal);
  return { encoding, skip, proven: true };
}

const otherFormats: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'an Excel workbook or another zip archive'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook'],
  ['\x1f\x8b', 'compressed with gzip'],
  ['%PDF', 'a PDF'],
];

/** Throws VB2001 for what is taken for CSV most often. */
function refuseOtherFormats(file: OpenFile, head: Buffer): void {
  const found = otherFormats.find(([start]) => head.toString('latin1', 0, start.length) === start);
  if (found === undefined) return;
  throw new VerbatimError('VB2001', `the file is ${found[1]}, not CSV`, {
    hint: 'export it as CSV in UTF-8',
    at: { file: file.name },
  });
}

/** Half of the first bytes are 0: two bytes a character, without a byte order mark. */
const looksWide = (head: Buffer): boolean =>
  head.length >= 4 && head.reduce((zeros, byte) => zeros + (byte === 0 ? 1 : 0), 0) > head.length * 0.4;

/** Offset of the first byte that is not UTF-8, `null` when all are; and whether all are ASCII. */
async function firstWrongUtf8(
  file: OpenFile,
  signal: AbortSignal,
): Promise<{ readonly wrong: number | null; readonly ascii: boolean }> {
  let ascii = true;
  let kept = Buffer.alloc(0);
  let at = 0;
  for await (const piece of piecesOf(file, 0, signal, largePiece)) {
    const bytes = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
    const whole = bytes.subarray(0, bytes.length - utf8Tail(bytes));
    if (!isUtf8(whole)) return { wrong: at + wrongIn(whole), ascii: false };
    ascii &&= isAscii(bytes);
    kept = Buffer.from(bytes.subarray(whole.length));
    at += whole.length;
  }
  return { wrong: kept.length === 0 ? null : at, ascii };
}

/** Offset of the first character that is not UTF-8. */
function wrongIn(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (length > 1 && !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

/** Offset of the first byte that has no character in a one-byte encoding. */
async function firstUndefined(file: OpenFile, encoding: Encoding, signal: AbortSignal): Promise<number | null> {
  const table = characterTable(encoding);
  const missing = [...table].flatMap((character, code) => (character === '\ufffd' ? [code] : []));
  if (missing.length === 0) return null;
  let at = 0;
  for await (const piece of piecesOf(file, 0, signal, largePiece)) {
    if (!isAscii(piece)) {
      const found = missing.map(code => piece.indexOf(code)).filter(index => index !== -1);
      if (found.length > 0) return at + Math.min(...found);
    }
    at += piece.length;
  }
  return null;
}

async function notIn(file: OpenFile, encoding: Encoding, at: number, signal: AbortSignal): Promise<VerbatimError> {
  let line = 1;
  let position = 0;
  let afterCr = false;
  let sample = Buffer.alloc(0);
  for await (const piece of piecesOf(file, 0, signal, largePiece)) {
    const before = piece.subarray(0, Math.max(0, at - position));
    for (const byte of before) {
      if (byte === 13 || (byte === 10 && !afterCr)) line++;
      afterCr = byte === 13;
    }
    position += piece.length;
    if (position <= at) continue;
    sample = Buffer.from(piece.subarray(before.length));
    break;
  }
  return misfit(file, encoding, at, sample, `byte 0x${sample[0]!.toString(16).toUpperCase().padStart(2, '0')}`, line);
}

function misfit(
  file: OpenFile,
  encoding: Encoding,
  offset: number,
  sample: Buffer,
  found: string,
  line = 1,
): VerbatimError {
  const right = guessEncoding(sample, encoding);
  const hint = right === null ? 'export the file as UTF-8' : `"encoding: ${right}" seems right; or export it as UTF-8`;
  return new VerbatimError('VB2101', `not ${encoding}: ${found} at offset ${offset}, line ${line}`, {
    hint,
    at: { file: file.name, line },
  });
}

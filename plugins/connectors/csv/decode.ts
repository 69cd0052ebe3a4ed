import { isAscii, transcode } from 'node:buffer';
import iconv from 'iconv-lite';

/** Encodings that a CSV file may be in, as `encoding:` names them. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
  'cp437',
  'cp850',
] as const;

export type Encoding = (typeof encodings)[number];

/** Bytes of one file to text, piece by piece. The bytes were checked before. */
export interface Decoder {
  /** Text of all characters that are complete; bytes of a half one are kept for the next piece. */
  readonly decode: (bytes: Buffer) => string;
  /** Bytes kept. */
  readonly pending: () => number;
  /** Bytes that a decoded text came from. */
  readonly bytesOf: (text: string) => number;
}

/** Above this many characters that differ from Latin-1, decoding byte by byte is faster than replacing them. */
const fewCharacters = 64;

export function createDecoder(encoding: Encoding): Decoder {
  if (encoding === 'utf-8') return joining(utf8Text, utf8Tail, Buffer.byteLength);
  if (encoding === 'utf-16le') return joining(bytes => bytes.toString('utf16le'), halfUnit, twoPerUnit);
  if (encoding === 'utf-16be') return joining(swapped, halfUnit, twoPerUnit);
  const text = singleByteText(encoding);
  return { decode: text, pending: () => 0, bytesOf: decoded => decoded.length };
}

/** The character of each byte of a one-byte encoding; U+FFFD where it has none. */
export function characterTable(encoding: Encoding): string {
  return iconv.decode(Buffer.from(Array.from({ length: 256 }, (_, code) => code)), encoding);
}

/** Checked UTF-8; by way of UTF-16, which takes a sixth of the time of `toString('utf8')`. */
const utf8Text = (bytes: Buffer): string =>
  isAscii(bytes) ? bytes.toString('latin1') : transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
const twoPerUnit = (text: string): number => text.length * 2;
const halfUnit = (bytes: Buffer): number => bytes.length % 2;
const swapped = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');

/** Bytes at the end that begin a character whose rest is missing. */
export function utf8Tail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? back : 0;
  }
  return 0;
}

function joining(
  textOf: (bytes: Buffer) => string,
  tailOf: (bytes: Buffer) => number,
  bytesOf: (text: string) => number,
): Decoder {
  let kept = Buffer.alloc(0);
  const decode = (piece: Buffer): string => {
    const bytes = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
    const tail = tailOf(bytes);
    // a copy, since the piece's memory is filled again by the next read
    kept = Buffer.from(bytes.subarray(bytes.length - tail));
    return textOf(tail === 0 ? bytes : bytes.subarray(0, bytes.length - tail));
  };
  return { decode, pending: () => kept.length, bytesOf };
}

function singleByteText(encoding: Encoding): (bytes: Buffer) => string {
  const table = characterTable(encoding);
  const differing = [...table].flatMap((character, code) => (character.charCodeAt(0) === code ? [] : [code]));
  const ascii = (bytes: Buffer, otherwise: (bytes: Buffer) => string): string =>
    isAscii(bytes) ? bytes.toString('latin1') : otherwise(bytes);
  if (differing.length > fewCharacters) return bytes => ascii(bytes, other => iconv.decode(other, encoding));
  if (differing.length === 0) return bytes => bytes.toString('latin1');
  const hex = differing.map(code => `\\x${code.toString(16).padStart(2, '0')}`).join('');
  const other = new RegExp(`[${hex}]`, 'g');
  return bytes =>
    ascii(bytes, all => all.toString('latin1').replace(other, character => table[character.charCodeAt(0)]!));
}

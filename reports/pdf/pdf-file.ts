import { inflateSync } from 'node:zlib';
import { VerbatimError } from '../../core/errors.ts';

/** The plain skeleton of a PDF that Chromium wrote: objects in the open, one classic cross-reference table. */
export interface PdfFile {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** The same, one character per byte. */
  readonly text: string;
  /** Byte offset of each object, by its number; `null` when the number is free. */
  readonly offsets: readonly (number | null)[];
  /** Byte offset of the cross-reference table. */
  readonly tableAt: number;
  readonly root: number;
  readonly info: number;
}

/**
 * Reads the skeleton of a PDF.
 *
 * @throws VB9001 when the file is not in the form that Chromium's PDF writer has had so far
 * @see ISO 32000-1:2008, 7.5 "File structure"
 */
export function parsePdf(bytes: Uint8Array): PdfFile {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-64))?.[1] ?? Number.NaN);
  const head = /^xref\n0 (\d+)\n/.exec(text.slice(tableAt, tableAt + 32));
  if (!head) throw unknownForm('no cross-reference table');
  const entriesAt = tableAt + head[0].length;
  const offsets = Array.from({ length: Number(head[1]) }, (_, number) => {
    const entry = text.slice(entriesAt + number * entryBytes, entriesAt + (number + 1) * entryBytes);
    return entry[17] === 'n' ? Number(entry.slice(0, 10)) : null;
  });
  const trailer = text.slice(entriesAt + offsets.length * entryBytes);
  return { bytes, text, offsets, tableAt, root: reference(trailer, 'Root'), info: reference(trailer, 'Info') };
}

/** Length of one line of a cross-reference table. */
const entryBytes = 20;

/** What stands between `obj` and `endobj` (or its stream) of an object. */
export function objectText(file: PdfFile, number: number): string {
  const from = file.offsets[number];
  if (from === null || from === undefined) throw unknownForm(`no object ${number}`);
  const object = file.text.slice(file.text.indexOf('obj', from) + 3, file.text.indexOf('\nendobj', from));
  const streamAt = object.indexOf('stream\n');
  return streamAt < 0 ? object : object.slice(0, streamAt);
}

/** The content of a stream object, unpacked. */
export function streamBytes(file: PdfFile, number: number): Buffer {
  const dictionary = objectText(file, number);
  const from = file.text.indexOf('stream\n', file.offsets[number]!) + 'stream\n'.length;
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? Number.NaN);
  const bytes = file.bytes.subarray(from, from + length);
  return dictionary.includes('/FlateDecode') ? inflateSync(bytes) : Buffer.from(bytes);
}

/** The number of the object that a key of a dictionary refers to. */
export function reference(dictionary: string, key: string): number {
  const found = new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary);
  if (!found) throw unknownForm(`no /${key}`);
  return Number(found[1]);
}

/** The dictionaries of all pages, in their order. */
export function pageDictionaries(file: PdfFile): readonly string[] {
  const pagesUnder = (number: number): string[] => {
    const dictionary = objectText(file, number);
    const kids = /\/Kids \[([^\]]*)\]/.exec(dictionary);
    if (!kids) return [dictionary];
    return [...kids[1]!.matchAll(/(\d+) 0 R/g)].flatMap(kid => pagesUnder(Number(kid[1])));
  };
  return pagesUnder(reference(objectText(file, file.root), 'Pages'));
}

const unknownForm = (what: string): VerbatimError =>
  new VerbatimError('VB9001', `the browser wrote a PDF in a form that is not known: ${what}`, {
    hint: 'use another browser through PUPPETEER_EXECUTABLE_PATH',
  });

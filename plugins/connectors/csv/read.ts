import { createHash } from 'node:crypto';
import type { Context, Emit, Query } from '../../../core/sdk.ts';
import { createDecoder } from './decode.ts';
import { type Detected, detectEncoding } from './detect.ts';
import { findFiles } from './files.ts';
import { createGatherer, type Gatherer } from './gather.ts';
import { brokenHeader, type Header, parseHeader } from './header.ts';
import { type OpenFile, openInside, piecesOf } from './open.ts';
import type { CsvOptions, CsvRow, CsvState } from './options.ts';
import { Scanner, type ScanOptions, type ScanStart, type ScanTarget } from './scanner.ts';

/**
 * A checkpoint follows the piece that brings a batch to so many rows and bad rows as came before it, within these
 * bounds, or to so many bytes, or to the bytes that are left: the store has work early, never waits long for the next
 * batch, and has little left to do when the last row is read.
 */
const fewestRows = 3_000;
const mostRows = 30_000;
const mostBytes = 7 * 1024 * 1024;

type Read = AsyncGenerator<Emit<CsvRow, CsvState>>;
type Place = Pick<CsvState, 'offset' | 'line' | 'record'>;

const beginning: Place = { offset: 0, line: 1, record: 0 };

/**
 * Reads the files that `path` names, one after the other, in constant memory.
 *
 * A read goes on from a checkpoint when the file and all files before it are the same as then; else it starts over.
 */
export async function* readFiles(context: Context<CsvOptions>, query: Query<CsvState>): Read {
  const names = await findFiles(context.root, context.options.path);
  const resumed = query.state === null ? null : await placeOf(context, names, query.state);
  let before = resumed?.before ?? '';
  for (const name of names.slice(resumed?.index ?? 0)) {
    const file = await openInside(context.root, name);
    try {
      const place = resumed !== null && name === names[resumed.index] ? resumed.place : beginning;
      yield* readOne(context, query, file, before, place);
      before = chain(before, file);
    } finally {
      await file.close();
    }
  }
}

/** The header of a file, with the checks that come with it; `null` when the file is empty. */
export async function readHeader(
  file: OpenFile,
  detected: Detected,
  options: CsvOptions,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<Header | null> {
  const gatherer = createGatherer(file.name);
  const target = targetOf(gatherer, file.name, options, wanted);
  const scanner = new Scanner(scanOptions(options), { line: 1, record: 0, width: null }, target);
  const decoder = createDecoder(detected.encoding);
  for await (const piece of piecesOf(file, detected.skip, signal)) {
    scanner.push(decoder.decode(piece), false);
    if (gatherer.header !== null) return gatherer.header;
  }
  scanner.push('', true);
  return gatherer.header;
}

async function* readOne(
  context: Context<CsvOptions>,
  query: Query<CsvState>,
  file: OpenFile,
  before: string,
  place: Place,
): Read {
  const { options, signal } = context;
  const detected = await detectEncoding(file, options.encoding, signal);
  const { encoding, skip, proven } = detected;
  if (proven && encoding !== options.encoding)
    context.log('encoding differs from the declared one', { file: file.name, encoding });
  const gatherer = createGatherer(file.name);
  if (place.offset > 0) gatherer.header = await readHeader(file, detected, options, query.columns, signal);
  const start: ScanStart = { line: place.line, record: place.record, width: gatherer.header?.width ?? null };
  const scanner = new Scanner(scanOptions(options), start, targetOf(gatherer, file.name, options, query.columns));
  const decoder = createDecoder(encoding);
  const headHash = await hashOf(file);
  const checkpoint = (offset: number): Emit<CsvRow, CsvState> => {
    const { line, record } = scanner;
    const { name, size, mtimeMs } = file;
    return { checkpoint: { file: name, offset, line, record, size, mtimeMs, headHash, before } };
  };
  let position = Math.max(place.offset, skip);
  let committed = { position, record: scanner.record };
  for await (const piece of piecesOf(file, position, signal)) {
    position += piece.length;
    scanner.push(decoder.decode(piece), false, encoding.startsWith('utf-16') || piece.includes(0));
    // piece by piece, so that whoever maps rows is done with them before the next ones are made
    yield* gatherer.take();
    const wanted = Math.min(Math.max(committed.record - place.record, fewestRows), mostRows);
    const [rows, bytes] = [scanner.record - committed.record, position - committed.position];
    const full = rows >= wanted || bytes >= mostBytes || (rows >= fewestRows && bytes >= file.size - position);
    if (!full || !scanner.settled) continue;
    await file.assertUnchanged();
    yield checkpoint(position - decoder.pending() - decoder.bytesOf(scanner.rest));
    committed = { position, record: scanner.record };
  }
  scanner.push('', true);
  await file.assertUnchanged();
  yield* gatherer.take();
  yield checkpoint(position);
  if (scanner.record === 0) context.log('the file has no rows', { file: file.name });
  if (scanner.stripped > 0) context.log('NUL bytes were stripped', { file: file.name, count: scanner.stripped });
}

function targetOf(gatherer: Gatherer, file: string, { delimiter }: CsvOptions, wanted: readonly string[]): ScanTarget {
  return {
    header: (cells, line) => {
      gatherer.header = parseHeader(cells, { file, line, delimiter, wanted });
      return gatherer.header.width;
    },
    row: gatherer.row,
    bad: record => {
      if (record.record === 0) throw brokenHeader(record, { file, line: record.line, delimiter, wanted });
      gatherer.bad(record);
    },
  };
}

const scanOptions = ({ delimiter, quote, nul, max_record_size }: CsvOptions): ScanOptions => ({
  delimiter,
  quote,
  nul,
  maxRecordSize: max_record_size,
});

/** Where to go on from a checkpoint; `null` when a file is not what it was. */
async function placeOf(
  context: Context<CsvOptions>,
  names: readonly string[],
  state: CsvState,
): Promise<{ readonly index: number; readonly before: string; readonly place: Place } | null> {
  const index = names.indexOf(state.file);
  let before = '';
  for (const name of names.slice(0, index + 1)) {
    const file = await openInside(context.root, name);
    try {
      if (name !== state.file) before = chain(before, file);
      else if (before === state.before && (await isSame(file, state))) return { index, before, place: state };
    } finally {
      await file.close();
    }
  }
  context.log('files changed since the checkpoint; the read starts over', { file: state.file });
  return null;
}

const isSame = async (file: OpenFile, state: CsvState): Promise<boolean> =>
  file.size === state.size && file.mtimeMs === state.mtimeMs && (await hashOf(file)) === state.headHash;

const hashOf = async (file: OpenFile): Promise<string> => digest(await file.head());
const chain = (before: string, { name, size, mtimeMs }: OpenFile): string =>
  digest(`${before}\n${name}\n${size}\n${mtimeMs}`);
const digest = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex').slice(0, 32);

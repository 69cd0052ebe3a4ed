import type { Condition } from '../model/condition.ts';
import type { Feedback, Instant, Origin, Reject, Scalar } from '../model/feedback.ts';
import type { FeedbackMap, FieldSource } from '../plan/plan.ts';
import type { CellFormat, Cellular } from '../plugin/connector.ts';
import { columnName, missingColumns } from '../plugin/missing-columns.ts';
import { compileField, proseOf, type TextReader, wordOf } from './cell.ts';
import { compileDate, type DateParser } from './date.ts';
import { type Fault, isFault } from './fault.ts';
import { compileKept } from './kept-cells.ts';
import { compileNumber, type NumberParser } from './number.ts';
import { compileScores, type Problem, type ScoreReader } from './score.ts';
import { compileWhere } from './where.ts';

/** Between the values of a key of several columns. */
const keySeparator = '\u001f';

export interface MapperInput {
  readonly map: FeedbackMap;
  /** Columns that together identify a record. */
  readonly key: readonly string[];
  readonly where: Condition | null;
  readonly cells: CellFormat;
  /** IANA zone of the pipeline. */
  readonly timezone: string;
  /** Columns of the records to come, in the order of their cells. */
  readonly columns: readonly string[];
  readonly file?: string;
}

/** From a record's cells to a feedback, a reject with its reason, or `filtered` when `where` leaves it out. */
export type Mapper = (cells: readonly Cellular[], origin: Origin) => Feedback | Reject | 'filtered';

/**
 * Compiles the way from records to feedback once, so that each record costs only its own cells.
 *
 * An empty cell is `null`: asked, no answer. Ids, channels and attributes lose surrounding spaces; comments and texts
 * are kept as they are. A record with a value that cannot be read is rejected as a whole: VB2201 not a number, VB2202
 * outside its scale, VB2203 no date, VB2204 no key. A reason never quotes a text.
 *
 * @throws VB2104 when columns are missing, all at once; VB1202 for an invalid date format
 */
export function createMapper(input: MapperInput): Mapper {
  const indexOf = columnFinder(input);
  const numberOf = compileNumber(input.cells.decimal);
  const passes = input.where === null ? null : compileWhere(input.where, indexOf, numberOf);
  const readers = compileReaders(input, indexOf, numberOf);
  const keptOf = compileKept(input);
  indexOf.assertAll();
  return (cells, origin) => {
    if (passes !== null && !passes(cells)) return 'filtered';
    const made = feedbackOf(readers, cells);
    return 'code' in made ? { ...made, origin, ...keptOf(cells) } : made;
  };
}

type Cells = readonly Cellular[];

interface Readers {
  readonly key: readonly { readonly column: string; readonly index: number }[];
  readonly at: (cells: Cells) => Instant | Problem;
  readonly scores: readonly ScoreReader[];
  readonly texts: readonly { readonly id: string; readonly read: TextReader }[];
  readonly attributes: readonly { readonly name: string; readonly index: number }[];
  readonly customer: TextReader;
  readonly channel: TextReader;
  readonly touchpoint: TextReader;
  readonly language: TextReader;
  readonly comment: TextReader;
}

function compileReaders(
  { map, key, cells, timezone }: MapperInput,
  indexOf: (column: string) => number,
  numberOf: NumberParser,
): Readers {
  const optional = (source: FieldSource | null, read?: typeof wordOf): TextReader =>
    source === null ? () => null : compileField(source, indexOf, read);
  return {
    key: key.map(column => ({ column, index: indexOf(column) })),
    at: compileInstant(map.at, compileDate(cells.date, timezone), indexOf),
    scores: compileScores(map.questions, indexOf, numberOf),
    texts: map.questions
      .filter(({ kind }) => kind === 'text')
      .map(({ id, source }) => ({ id, read: compileField(source, indexOf, proseOf) })),
    attributes: Object.entries(map.attributes).map(([name, column]) => ({ name, index: indexOf(column) })),
    customer: optional(map.customer),
    channel: optional(map.channel),
    touchpoint: optional(map.touchpoint),
    language: optional(map.language),
    comment: optional(map.comment, proseOf),
  };
}

function feedbackOf(readers: Readers, cells: Cells): Feedback | Problem {
  const externalId = keyOf(readers.key, cells);
  if (typeof externalId !== 'string') return externalId;
  const occurredAt = readers.at(cells);
  if (typeof occurredAt !== 'string') return occurredAt;
  const answers: Record<string, number | null> = {};
  const problem = readScores(readers.scores, cells, answers);
  if (problem !== null) return problem;
  const texts: Record<string, string | null> = {};
  for (const { id, read } of readers.texts) texts[id] = read(cells);
  const attributes: Record<string, Scalar | null> = {};
  for (const { name, index } of readers.attributes) attributes[name] = attributeOf(cells[index]);
  return {
    externalId,
    occurredAt,
    customer: readers.customer(cells),
    channel: readers.channel(cells),
    touchpoint: readers.touchpoint(cells),
    language: languageOf(readers.language(cells)),
    comment: readers.comment(cells),
    answers,
    texts,
    attributes,
  };
}

type ColumnFinder = ((column: string) => number) & { readonly assertAll: () => void };

/** Finds columns, and remembers those that are missing so that all can be named at once. */
function columnFinder({ columns, file }: MapperInput): ColumnFinder {
  const places = new Map(columns.map((column, index) => [columnName(column), index]));
  const missing = new Set<string>();
  const find = (column: string): number => {
    const index = places.get(columnName(column));
    if (index === undefined) missing.add(column);
    return index ?? -1;
  };
  const assertAll = (): void => {
    if (missing.size > 0)
      throw missingColumns([...missing], columns, file === undefined ? undefined : { file, line: 1 });
  };
  return Object.assign(find, { assertAll });
}

function keyOf(key: Readers['key'], cells: Cells): string | Problem {
  let joined = '';
  for (let i = 0; i < key.length; i++) {
    const { column, index } = key[i]!;
    const word = wordOf(cells[index]);
    if (word === null) return { code: 'VB2204', reason: `column "${column}" is empty, and it is part of the key` };
    joined = i === 0 ? word : joined + keySeparator + word;
  }
  return joined === '' ? { code: 'VB2204', reason: 'the stream has no key' } : joined;
}

function compileInstant(source: FieldSource, dateOf: DateParser, indexOf: (column: string) => number): Readers['at'] {
  const read = compileField(source, indexOf);
  const name = source.from === null ? 'the constant of "at"' : `column "${source.from}"`;
  return cells => {
    const text = read(cells);
    const instant: Instant | Fault =
      text === null ? { fault: 'is empty, and a feedback needs its date' } : dateOf(text);
    if (!isFault(instant)) return instant;
    return { code: 'VB2203', reason: text === null ? `${name} ${instant.fault}` : `${name}: ${instant.fault}` };
  };
}

function readScores(
  scores: readonly ScoreReader[],
  cells: Cells,
  answers: Record<string, number | null>,
): Problem | null {
  for (let i = 0; i < scores.length; i++) {
    const { id, read } = scores[i]!;
    const score = read(cells);
    if (score !== null && typeof score === 'object') return score;
    answers[id] = score;
  }
  return null;
}

const attributeOf = (cell: Cellular | undefined): Scalar | null =>
  typeof cell === 'number' || typeof cell === 'boolean' ? cell : wordOf(cell);

/** The language of a tag such as `fr`, `FR` or `fr-CA`; `null` for what is no tag, so that a language step decides. */
function languageOf(tag: string | null): string | null {
  if (tag === null) return null;
  return /^[a-z]{2}(?:[-_][a-z\d]{2,8})*$/i.test(tag) ? tag.slice(0, 2).toLowerCase() : null;
}

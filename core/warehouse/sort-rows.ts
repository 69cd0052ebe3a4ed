import type { EncodedBatch } from './encode-batch.ts';
import type { KnownRow } from './look-up.ts';

/** A row to write, and how it counts: a row that this run wrote before is the same row again. */
export interface Candidate {
  /** Line of the batch that was read. */
  readonly line: number;
  /** Line of what will be stored; another one when enrichments refused records before it. */
  readonly row: number;
  readonly found: 'new' | 'changed';
  readonly countsAs: 'written' | 'deduplicated';
  /** Time of the row that it replaces, in milliseconds; `null` for a new one. */
  readonly replaces: number | null;
}

/** What there is to do with the rows of a batch. */
export interface SortedRows {
  readonly candidates: readonly Candidate[];
  readonly unchanged: number;
  /** Rows that are there already because this run wrote them. */
  readonly deduplicated: number;
  /** Keys that an earlier attempt of this run wrote, met for the first time by this one: the ledger counts them here. */
  readonly recovered: readonly string[];
}

/**
 * The last line of each key; of records with the same key in one batch the last wins.
 *
 * @returns lines, ascending
 */
export function lastOfEachKey({ externalIds }: EncodedBatch): readonly number[] {
  if (isAscending(externalIds) || new Set(externalIds).size === externalIds.length) return [...externalIds.keys()];
  return [...new Map(externalIds.map((id, row) => [id, row])).values()].sort((a, b) => a - b);
}

/** Exports mostly come in the order of their keys: then none comes twice, which is seen at half the cost. */
function isAscending(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) if (keys[index]! <= keys[index - 1]!) return false;
  return true;
}

/**
 * Sorts the rows of a batch by what the store holds.
 *
 * @param rows - lines, each key once
 * @param known - exceptions among them, from `lookUp`; `null` when all are new
 * @param counted - keys that this attempt has counted as written, when it is not the run's first; `null` in the first,
 *   and then all that this run wrote is counted
 */
type RowSorter = (
  encoded: EncodedBatch,
  rows: readonly number[],
  known: readonly KnownRow[] | null,
  counted: ReadonlySet<string> | null,
) => SortedRows;

/** Makes the function that sorts the batches of a stream, one after the other. */
export function createRowSorter(): RowSorter {
  // New rows are the same for every batch, and so made once: of a first load there would be one for each row.
  const made: Candidate[] = [];
  const newRow = (row: number): Candidate => {
    made[row] ??= { line: row, row, found: 'new', countsAs: 'written', replaces: null };
    return made[row];
  };
  return (encoded, rows, known, counted) =>
    known === null
      ? { candidates: rows.map(newRow), unchanged: 0, deduplicated: 0, recovered: [] }
      : sortKnown(encoded, rows, known, counted, newRow);
}

function sortKnown(
  encoded: EncodedBatch,
  rows: readonly number[],
  known: readonly KnownRow[],
  counted: ReadonlySet<string> | null,
  newRow: (row: number) => Candidate,
): SortedRows {
  const candidates: Candidate[] = [];
  const recovered: string[] = [];
  let deduplicated = 0;
  for (const { row, found, occurredAt: replaces, ofThisRun } of known) {
    const id = encoded.externalIds[row]!;
    const again = ofThisRun && (counted === null || counted.has(id));
    if (found !== 'same') {
      const countsAs = again ? 'deduplicated' : 'written';
      candidates.push({ ...newRow(row), found, countsAs, replaces });
    } else if (again) deduplicated += 1;
    else recovered.push(id);
  }
  candidates.sort((a, b) => a.row - b.row);
  return { candidates, unchanged: rows.length - known.length, deduplicated, recovered };
}

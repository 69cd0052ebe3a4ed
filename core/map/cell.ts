import type { FieldSource } from '../plan/plan.ts';
import type { Cellular } from '../plugin/connector.ts';

type Cells = readonly Cellular[];
export type TextReader = (cells: Cells) => string | null;

const space = 32;
const firstBeyondAscii = 127;

/** A cell as a word: without surrounding spaces; `null` when nothing is left. */
export function wordOf(cell: Cellular | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell !== 'string') return String(cell);
  if (cell.length === 0) return null;
  const word = isInk(cell.charCodeAt(0)) && isInk(cell.charCodeAt(cell.length - 1)) ? cell : cell.trim();
  return word === '' ? null : word;
}

/** A cell as a customer's text: as it is; `null` when it is empty or only spaces. */
export function proseOf(cell: Cellular | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell !== 'string') return String(cell);
  if (cell.length === 0) return null;
  return isInk(cell.charCodeAt(0)) || cell.trim() !== '' ? cell : null;
}

/** Certainly no space, without looking it up. */
const isInk = (code: number): boolean => code > space && code < firstBeyondAscii;

/**
 * Compiles where a field comes from: a constant, a column, or a column through a table of values. A value that the table
 * does not list is kept; one that it maps to an empty text is absent.
 *
 * @param indexOf - a column's place among the cells
 */
export function compileField(
  { from, value, values }: FieldSource,
  indexOf: (column: string) => number,
  read: (cell: Cellular | undefined) => string | null = wordOf,
): TextReader {
  if (from === null) {
    const constant = read(value);
    return () => constant;
  }
  const index = indexOf(from);
  if (values === null) return cells => read(cells[index]);
  const table = new Map(Object.entries(values).map(([ours, theirs]) => [ours.trim(), theirs === '' ? null : theirs]));
  return cells => {
    const word = wordOf(cells[index]);
    const listed = word === null ? undefined : table.get(word);
    return listed === undefined ? read(cells[index]) : listed;
  };
}

/** How many cells a row must have. */
export interface Width {
  /** Columns with a name. */
  readonly named: number;
  /** Columns with those at the end that have no name and whose cells must be empty. */
  readonly total: number;
}

export interface Misfit {
  readonly code: 'VB2106' | 'VB2107';
  readonly why: string;
}

/** Why a row's cells do not fit its header, or `null` when they do. */
export function misfitOf(cells: readonly string[], width: Width): Misfit | null {
  const { length } = cells;
  if (length === width.named) return null;
  const expected = width.named === 1 ? '1 is' : `${width.named} are`;
  const found = length === 1 ? '1 cell' : `${length} cells`;
  if (length < width.named) return { code: 'VB2106', why: `the row has ${found}, ${expected} expected` };
  if (length > width.total) return { code: 'VB2107', why: `the row has ${found}, ${expected} expected` };
  for (let i = width.named; i < length; i++) {
    if (cells[i] !== '') return { code: 'VB2107', why: `cell ${i + 1} has a value, but its column has no name` };
  }
  return null;
}

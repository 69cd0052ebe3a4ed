/** How rows go in: lines of tab-separated cells, or PostgreSQL's own binary form, which spares the store the reading of text. */
export type CopyFormat = 'text' | 'binary';

/**
 * A `COPY … FROM`.
 *
 * @param source - `stdin` (PostgreSQL) or `/dev/blob` (the embedded store)
 */
export function copyStatement(
  table: string,
  columns: readonly string[],
  source: 'stdin' | '/dev/blob',
  format: CopyFormat,
): string {
  const names = columns.map(quoteName).join(', ');
  return `copy ${quoteName(table)} (${names}) from ${source === 'stdin' ? 'stdin' : `'${source}'`} (format ${format})`;
}

/** A name as an SQL identifier. Identifiers of the house match `^[a-z][a-z0-9_]{0,62}$`; quoting is the second belt. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

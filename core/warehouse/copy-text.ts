/**
 * A `COPY … FROM` in text format.
 *
 * @param source - `stdin` (PostgreSQL) or `/dev/blob` (the embedded store)
 */
export function copyStatement(table: string, columns: readonly string[], source: 'stdin' | '/dev/blob'): string {
  const names = columns.map(quoteName).join(', ');
  return `copy ${quoteName(table)} (${names}) from ${source === 'stdin' ? 'stdin' : `'${source}'`}`;
}

/** A name as an SQL identifier. Identifiers of the house match `^[a-z][a-z0-9_]{0,62}$`; quoting is the second belt. */
function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

import { type ErrorCode, VerbatimError } from '../errors.ts';

/** What is kept of a database's own error: names and codes, never a value of a row. */
interface DatabaseFault {
  readonly sqlState: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
}

const faults = new WeakMap<VerbatimError, DatabaseFault>();

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
]);

const hints: Partial<Record<ErrorCode, string>> = {
  VB4002: 'check that the database runs and that DATABASE_URL names its host, port and database',
  VB4008: 'check the user and the password in DATABASE_URL and the rights of that user',
  VB4009: 'free space on the disk of the store, then run again',
};

/**
 * Turns an error of PostgreSQL, of its driver or of the embedded store into one of the catalogue.
 * The message names the SQLSTATE, the table and the constraint; values of rows and passwords are left out,
 * and the original, whose detail quotes rows, is not kept as cause.
 *
 * VB4002 unreachable · VB4007 deadlock, serialisation, lock or time limit · VB4008 login or rights ·
 * VB4009 disk full · VB4010 anything else
 *
 * @param where - the store as a reader knows it, without password
 */
export function databaseError(thrown: unknown, where: string): VerbatimError {
  if (thrown instanceof VerbatimError) return thrown;
  const raw = (thrown ?? {}) as Partial<Record<'code' | 'message' | 'table' | 'column' | 'constraint', unknown>>;
  const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const own = textOf(raw.code);
  const sqlState = own !== null && /^[0-9A-Z]{5}$/.test(own) && !networkCodes.has(own) ? own : null;
  const fault = { sqlState, table: textOf(raw.table), column: textOf(raw.column), constraint: textOf(raw.constraint) };
  const message = textOf(raw.message) ?? 'no message';
  const code = codeOf(sqlState, own, message);
  const hint = hints[code];
  const error = new VerbatimError(
    code,
    `${where}: ${describe(fault, own, message)}`,
    hint === undefined ? {} : { hint },
  );
  faults.set(error, fault);
  return error;
}

/** The SQLSTATE that a database error carried, or `null`. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof VerbatimError ? (faults.get(error)?.sqlState ?? null) : null;
}

/** True for 40P01 and 40001: the transaction may be tried again as it is. */
export function isConflict(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40P01' || state === '40001';
}

/** True when a value of a row, not the server or the statement, is at fault: classes 22 and 23, and a key too long for its index. */
export function isRowFault(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && (state.startsWith('22') || state.startsWith('23') || state === '54000');
}

function codeOf(sqlState: string | null, own: string | null, message: string): ErrorCode {
  if (sqlState === null) {
    if (own === 'ENOSPC') return 'VB4009';
    const lost = /timeout|terminated|connection|socket|ECONN|not queryable/i.test(message);
    return (own !== null && networkCodes.has(own)) || lost ? 'VB4002' : 'VB4010';
  }
  if (['40P01', '40001', '55P03', '57014'].includes(sqlState)) return 'VB4007';
  if (sqlState === '53100') return 'VB4009';
  if (sqlState.startsWith('28') || sqlState === '42501') return 'VB4008';
  // 57P0x: the server goes down or comes up; 25006: it became a read-only standby; 53300: too many connections.
  if (sqlState.startsWith('08') || sqlState.startsWith('57P') || ['25006', '53300', '25P03'].includes(sqlState))
    return 'VB4002';
  return 'VB4010';
}

function describe(fault: DatabaseFault, own: string | null, message: string): string {
  if (fault.sqlState === null) return own === null ? message : `${own} ${message}`;
  const places = [
    fault.table === null ? null : `table ${fault.table}`,
    fault.column === null ? null : `column ${fault.column}`,
    fault.constraint === null ? null : `constraint ${fault.constraint}`,
  ].filter(place => place !== null);
  const about = places.length === 0 ? '' : `, ${places.join(', ')}`;
  // Messages of classes 22 and 23 quote values; those of the other classes name objects and limits only.
  const quotes = fault.sqlState.startsWith('22') || fault.sqlState.startsWith('23') || fault.sqlState === '54000';
  return `SQLSTATE ${fault.sqlState}${about}${quotes ? '' : ` (${message})`}`;
}

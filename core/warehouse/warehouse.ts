import type { Kysely, Transaction } from 'kysely';
import type { CopyFormat } from './copy-statement.ts';
import type { Tables } from './tables.ts';

/** Where a client's warehouse is. */
export interface WarehouseTarget {
  /** `DATABASE_URL`; `null` = the embedded store. */
  readonly url: string | null;
  /** Absolute folder of the embedded store of this client. */
  readonly dir: string;
  /** `^[a-z][a-z0-9-]*$`; `null` = a project without clients. */
  readonly client: string | null;
  readonly customerKey: Uint8Array;
}

export interface OpenOptions {
  readonly applicationName?: string;
  /** False: refuse a store whose schema is not current (VB4003) instead of bringing it there. */
  readonly migrate?: boolean;
  /** True: whatever is there is opened, for a look at its migrations; nothing else of it is known to be as we need it. */
  readonly unchecked?: boolean;
  /** Sessions at most on PostgreSQL: the work that touches the database at once, and two. */
  readonly width?: number;
}

/** A client's warehouse, open. */
export interface Warehouse {
  readonly db: Kysely<Tables>;
  readonly store: 'pglite' | 'postgres';
  /** Absolute folder of the embedded store; `null` on PostgreSQL. */
  readonly dir: string | null;
  readonly schema: string;
  readonly client: string | null;
  /** Runs `work` in one transaction; it may run up to six times, since 40P01 and 40001 are tried again (then VB4007). */
  transaction<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Stores rows by COPY. `data` must be readable again when the transaction is retried.
   *
   * @param format - of `data`; `text` when not given
   * @returns rows that the server says it stored
   */
  copyIn(
    trx: Transaction<Tables>,
    table: string,
    columns: readonly string[],
    data: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    format?: CopyFormat,
  ): Promise<number>;
  /** 16 bytes, one character each. */
  hashCustomer(id: string): string;
  /** Has `work` done first when the warehouse is closed, such as giving back a session that is kept. */
  beforeClose(work: () => Promise<void>): void;
  close(): Promise<void>;
}

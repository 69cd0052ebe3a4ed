import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { CopyFormat } from './copy-statement.ts';

/** A session of a store that can also take rows by COPY. */
export interface StoreConnection extends DatabaseConnection {
  /** Ends when the server has taken all rows, and says how many it stored. */
  copyIn(
    table: string,
    columns: readonly string[],
    data: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    format: CopyFormat,
  ): Promise<number>;
}

/** Where sessions come from: a pool, or the one session of the embedded store. */
export interface ConnectionSource {
  /** Sessions that can be open at once. */
  readonly width: number;
  acquire(): Promise<StoreConnection>;
  /** A broken session is thrown away instead of used again. */
  release(connection: StoreConnection, broken: boolean): void;
  close(): Promise<void>;
}

const insideTransaction = new AsyncLocalStorage<true>();

/** Runs a transaction's work so that a query beside it is noticed on a store with one session. */
export const markTransaction = <T>(work: () => Promise<T>): Promise<T> => insideTransaction.run(true, work);

/** PostgreSQL's SQL over any source of sessions; Kysely's own dialect knows neither COPY nor the embedded store. */
export function createDialect(source: ConnectionSource): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(source),
    createIntrospector: db => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function createDriver(source: ConnectionSource): Driver {
  const broken = new WeakSet<DatabaseConnection>();
  const run = (connection: DatabaseConnection, text: string): Promise<QueryResult<unknown>> =>
    connection.executeQuery(CompiledQuery.raw(text));
  return {
    init: async () => {},
    acquireConnection: async () => {
      // With one session, waiting here for the transaction that we are in would be for ever.
      if (source.width === 1 && insideTransaction.getStore() === true) {
        throw new VerbatimError('VB9001', 'a query was sent beside the open transaction; it must use the transaction');
      }
      return await source.acquire();
    },
    releaseConnection: async connection => {
      source.release(connection as StoreConnection, broken.has(connection));
    },
    beginTransaction: async (connection, settings: TransactionSettings) => {
      await run(connection, settings.isolationLevel ? `begin isolation level ${settings.isolationLevel}` : 'begin');
    },
    commitTransaction: async connection => {
      try {
        await run(connection, 'commit');
      } catch (error) {
        broken.add(connection);
        throw error;
      }
    },
    // A rollback fails only when the session is lost; the error that led here says more.
    rollbackTransaction: async connection => {
      await run(connection, 'rollback').catch(() => broken.add(connection));
    },
    destroy: () => source.close(),
  };
}

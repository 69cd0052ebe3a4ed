import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CompiledQuery, QueryResult } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { VerbatimError } from '../errors.ts';
import { copyStatement } from './copy-statement.ts';
import { databaseError } from './database-error.ts';
import type { ConnectionSource, StoreConnection } from './dialect.ts';
import { nameOfWork } from './session-name.ts';
import { parameterText, parserOf } from './type-policy.ts';

/** Without it a server that accepts a connection and says nothing would be waited for without end. */
const usualConnectTimeoutMs = 10_000;

interface PostgresOptions {
  readonly url: string;
  readonly schema: string;
  readonly applicationName: string;
  /** Sessions at most; the work that touches the database at once, and two. */
  readonly width: number;
  /** Time to connect, ten seconds when left out. */
  readonly connectTimeoutMs?: number;
}

/**
 * Sessions of a PostgreSQL server, each set to the client's schema, UTC and our time limits before its first use.
 *
 * @throws VB4012 when the address cannot be read; VB4002, VB4008 from `acquire`
 */
export function connectPostgres(options: PostgresOptions): ConnectionSource {
  const where = maskUrl(options.url);
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.width,
    connectionTimeoutMillis: options.connectTimeoutMs ?? usualConnectTimeoutMs,
    keepAlive: true,
    types: { getTypeParser: (oid: number) => parserOf(oid) },
    onConnect: (client: pg.ClientBase) => prepareSession(client, options.schema),
  } as pg.PoolConfig);
  // An idle session that drops raises 'error' on the pool, a busy one on its client; unheard, either would end Node.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  const lent = new WeakMap<StoreConnection, (broken: boolean) => void>();
  const names = new WeakMap<pg.PoolClient, string>();
  const rename = async (client: pg.PoolClient): Promise<void> => {
    const name = nameOfWork() ?? options.applicationName;
    if ((names.get(client) ?? options.applicationName) === name) return;
    await client.query("select set_config('application_name', $1, false)", [name]);
    names.set(client, name);
  };
  return {
    width: options.width,
    acquire: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw databaseError(error, where);
      });
      await rename(client).catch((error: unknown) => {
        client.release(true);
        throw databaseError(error, where);
      });
      let lost = false;
      const connection = wrap(client, error => {
        const mapped = databaseError(error, where);
        if (mapped.code === 'VB4002') lost = true;
        return mapped;
      });
      lent.set(connection, broken => client.release(broken || lost));
      return connection;
    },
    // A session that was lost must not come back to the pool, where the next borrower would find it dead.
    release: (connection, broken) => lent.get(connection)?.(broken),
    close: () => pool.end(),
  };
}

/**
 * An address without its password, for messages: `postgres://app@db.example:5432/feedback`.
 *
 * @throws VB4012 when the text is no PostgreSQL address; the text itself is not repeated
 */
function maskUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new VerbatimError('VB4012', 'DATABASE_URL is not the address of a PostgreSQL database', {
      hint: 'write it as postgres://user:password@host:5432/database',
    });
  }
  const user = parsed.username === '' ? '' : `${parsed.username}@`;
  const host = parsed.host === '' ? (parsed.searchParams.get('host') ?? '') : parsed.host;
  return `postgres://${user}${host}${parsed.pathname}`;
}

async function prepareSession(client: pg.ClientBase, schema: string): Promise<void> {
  const settings = {
    search_path: schema,
    TimeZone: 'UTC',
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    client_encoding: 'UTF8',
    statement_timeout: '60s',
    idle_in_transaction_session_timeout: '60s',
    // Our longest statements take seconds, most of them milliseconds: compiling one takes 0.15 s, each time.
    jit: 'off',
  };
  const names = Object.keys(settings);
  await client.query(
    `select ${names.map((_name, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, false)`).join(', ')}`,
    Object.entries(settings).flat(),
  );
}

function wrap(client: pg.PoolClient, asFault: (error: unknown) => VerbatimError): StoreConnection {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw asFault(error);
    }
  };
  return {
    executeQuery: <R>(query: CompiledQuery): Promise<QueryResult<R>> =>
      guarded(async () => {
        const parameters = query.parameters.map(value =>
          value instanceof Uint8Array ? asBuffer(value) : parameterText(value),
        );
        const { command, rowCount, rows } = await client.query(query.sql, parameters);
        const changes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command);
        return changes ? { numAffectedRows: BigInt(rowCount ?? 0), rows: rows as R[] } : { rows: rows as R[] };
      }),
    streamQuery: () => {
      throw new VerbatimError('VB9001', 'streaming queries are not used here; page by key');
    },
    copyIn: (table, columns, data, format) =>
      guarded(async () => {
        const copy = client.query(copyFrom(copyStatement(table, columns, 'stdin', format)));
        await pipeline(Readable.from(data, { objectMode: true, highWaterMark: 2 }), copy);
        return copy.rowCount;
      }),
  };
}

// A Buffer goes over the wire as it is; a bare Uint8Array would be written as JSON by the driver.
function asBuffer(value: Uint8Array): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

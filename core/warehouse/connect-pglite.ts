import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, QueryResult } from 'kysely';
import { VerbatimError } from '../errors.ts';
import { copyStatement } from './copy-statement.ts';
import { databaseError } from './database-error.ts';
import type { ConnectionSource, StoreConnection } from './dialect.ts';
import { makeStore } from './new-store.ts';
import { workerSource } from './pglite-worker.ts';
import { parameterText, parserOf } from './type-policy.ts';

interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly changed: number;
  readonly command: string;
}

type Call = (verb: string, input: unknown, transfer?: readonly ArrayBuffer[]) => Promise<unknown>;

interface StoreThread {
  readonly call: Call;
  readonly end: () => Promise<unknown>;
}

/**
 * Opens an embedded store in a thread of its own: one session, lent to one borrower at a time, in order of asking. The
 * caller holds the lock of the folder.
 *
 * @param dir - absolute folder; made when missing
 * @throws VB4009, VB4010 when the folder cannot be used
 */
export async function connectPglite(dir: string): Promise<ConnectionSource> {
  await makeStore(dir, initialiseStore).catch((error: unknown) => {
    throw databaseError(error, storeAt(dir));
  });
  const { call, end } = await openStore(dir);
  const session = wrap(call);
  const waiting: (() => void)[] = [];
  let lent = false;
  return {
    width: 1,
    acquire: async () => {
      if (lent) await new Promise<void>(resolve => waiting.push(resolve));
      lent = true;
      return session;
    },
    release: () => {
      const next = waiting.shift();
      if (next) next();
      else lent = false;
    },
    close: async () => {
      await call('close', null).finally(end);
    },
  };
}

/** Makes an embedded store of nothing: seconds of work. */
export async function initialiseStore(dir: string): Promise<void> {
  const { call, end } = await openStore(dir);
  await call('close', null).finally(end);
}

const storeAt = (dir: string): string => `the embedded store ${dir}`;

async function openStore(dir: string): Promise<StoreThread> {
  const thread = startThread(dir, storeAt(dir));
  await thread.call('open', null).catch(async (error: unknown) => {
    await thread.end();
    throw error;
  });
  return thread;
}

function startThread(dir: string, where: string): StoreThread {
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  // What the store prints belongs neither on the product's stdout nor on its stderr.
  const worker = new Worker(workerSource, {
    eval: true,
    workerData: { pglite, dir },
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let lost: VerbatimError | null = null;
  let last = 0;
  const lose = (error: unknown): void => {
    lost ??= databaseError(error, where);
    for (const waiter of pending.values()) waiter.reject(lost);
    pending.clear();
  };
  worker.on('message', (message: { id: number; output?: unknown; error?: unknown }) => {
    const waiter = pending.get(message.id);
    pending.delete(message.id);
    if (message.error === undefined) waiter?.resolve(message.output);
    else waiter?.reject(databaseError(message.error, where));
  });
  worker.on('error', lose);
  worker.on('exit', code => lose({ message: `its thread ended with code ${code}` }));
  const call: Call = (verb, input, transfer = []) =>
    new Promise((resolve, reject) => {
      if (lost !== null) return reject(lost);
      last += 1;
      pending.set(last, { resolve, reject });
      worker.postMessage({ id: last, verb, input }, [...transfer]);
    });
  return { call, end: () => worker.terminate() };
}

function wrap(call: Call): StoreConnection {
  return {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const answer = (await call('query', {
        text: query.sql,
        parameters: query.parameters.map(parameterText),
      })) as Answer;
      const rows = rowsOf(answer) as R[];
      const changes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(answer.command);
      return changes ? { numAffectedRows: BigInt(answer.changed), rows } : { rows };
    },
    streamQuery: () => {
      throw new VerbatimError('VB9001', 'streaming queries are not used here; page by key');
    },
    copyIn: async (table, columns, data, format) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of data) chunks.push(chunk);
      // One buffer of our own: the caller's chunks stay valid for another attempt, and this one moves without a copy.
      const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      let at = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
      }
      const input = { text: copyStatement(table, columns, '/dev/blob', format), bytes: bytes.buffer };
      return (await call('copy', input, [bytes.buffer])) as number;
    },
  };
}

function rowsOf(answer: Answer): Record<string, unknown>[] {
  const columns = answer.fields.map(field => ({ name: field.name, parse: parserOf(field.dataTypeID) }));
  return answer.rows.map(values => {
    const row: Record<string, unknown> = {};
    columns.forEach(({ name, parse }, index) => {
      const value = values[index] ?? null;
      row[name] = value === null ? null : parse(value);
    });
    return row;
  });
}

import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, describe, inject } from 'vitest';
import { openWarehouse } from '../core/warehouse/open.ts';
import type { OpenOptions, Warehouse, WarehouseTarget } from '../core/warehouse/warehouse.ts';

export type StoreKind = Warehouse['store'];

/** The customer key of every test's warehouse. */
export const testKey: Uint8Array = Buffer.alloc(32, 7);

/** What a suite gets: warehouses of its own, closed and removed after each test. */
export interface TestStores {
  readonly kind: StoreKind;
  /** Where a migrated, empty warehouse is, that only this test knows. */
  readonly target: () => Promise<WarehouseTarget>;
  /** Opens a target, or a fresh one. */
  readonly open: (target?: WarehouseTarget, options?: OpenOptions) => Promise<Warehouse>;
}

/**
 * Defines a suite that runs on one kind of store; the same `define` is called from an `x.pglite.test.ts` and an
 * `x.pg.test.ts`, so that both stores are held to the same sentences.
 */
export function onStore(kind: StoreKind, name: string, define: (stores: TestStores) => void): void {
  const missing = kind === 'postgres' && inject('postgresUrl') === null;
  describe.skipIf(missing)(`${name} (${kind}${missing ? '; no PostgreSQL server found' : ''})`, () => {
    const opened: Warehouse[] = [];
    const removals: (() => Promise<void> | void)[] = [];
    const shared = createShared();
    afterEach(async () => {
      for (const wh of opened.splice(0)) await wh.close();
      for (const remove of removals.splice(0)) await remove();
    });
    afterAll(shared.remove);
    const target = async (): Promise<WarehouseTarget> => {
      const made = kind === 'postgres' ? await freshDatabase() : await freshFolder();
      removals.push(made.remove);
      return made.target;
    };
    const open = async (given?: WarehouseTarget, options?: OpenOptions): Promise<Warehouse> => {
      const lent = kind === 'pglite' && given === undefined && options === undefined && !shared.lent();
      const wh = lent ? await shared.lend() : await openWarehouse(given ?? (await target()), options);
      const closing = { ...wh, close: once(wh.close) };
      opened.push(closing);
      return closing;
    };
    define({ kind, target, open });
  });
}

/**
 * An embedded store that the tests of one suite use in turn, emptied after each: a store of its own for every test
 * would cost a second each. A test that closes it and needs it again asks for a target of its own.
 */
function createShared() {
  let made: Made | null = null;
  let wh: Warehouse | null = null;
  let lent = false;
  const giveBack = async (works: (() => Promise<void>)[]): Promise<void> => {
    for (const work of works.splice(0)) await work();
    const { rows } = await sql<{ name: string }>`
      select string_agg(quote_ident(table_name), ', ') as name from information_schema.tables
      where table_schema = 'verbatim' and table_name not like 'schema_migration%' and table_name <> 'setting'`.execute(
      wh!.db,
    );
    await sql`truncate ${sql.raw(rows[0]!.name)} restart identity`.execute(wh!.db);
    await sql`delete from setting where key <> 'customer-key'`.execute(wh!.db);
    lent = false;
  };
  return {
    lent: () => lent,
    lend: async (): Promise<Warehouse> => {
      made ??= await freshFolder();
      wh ??= await openWarehouse(made.target);
      lent = true;
      const works: (() => Promise<void>)[] = [];
      return { ...wh, beforeClose: work => works.push(work), close: () => giveBack(works) };
    },
    remove: async (): Promise<void> => {
      await wh?.close();
      await made?.remove();
    },
  };
}

interface Made {
  readonly target: WarehouseTarget;
  readonly remove: () => Promise<void> | void;
}

/** A database of its own, copied from the migrated template: a few hundredths of a second. */
export async function freshDatabase(): Promise<Made> {
  const server = inject('postgresUrl');
  if (server === null) throw new Error('no PostgreSQL server');
  const name = `verbatim_test_${randomBytes(6).toString('hex')}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server, connectionTimeoutMillis: 10_000 });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${name} template ${inject('postgresTemplate')}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    target: { url: url.href, dir: '', client: null, customerKey: testKey },
    remove: () => admin(`drop database if exists ${name} with (force)`),
  };
}

/** A folder of its own, copied from a migrated store that is made once: making a cluster takes seconds, copying it does not. */
export async function freshFolder(): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-store-'));
  const dir = join(folder, 'store');
  cpSync(await preparedStore(), dir, { recursive: true });
  return {
    target: { url: null, dir, client: null, customerKey: testKey },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function preparedStore(): Promise<string> {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const migrations = join(root, 'core/warehouse/migrations');
  const hash = createHash('sha256').update(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json')));
  for (const file of readdirSync(migrations).sort()) hash.update(readFileSync(join(migrations, file)));
  const cache = join(root, 'node_modules/.cache/verbatim');
  const prepared = join(cache, `store-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(prepared)) return prepared;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'draft-'));
  const dir = join(draft, 'store');
  const wh = await openWarehouse({ url: null, dir, client: null, customerKey: testKey });
  await wh.close();
  try {
    renameSync(dir, prepared);
  } catch (error) {
    // Another test file was faster; what it made is as good.
    if (!existsSync(prepared)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return prepared;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

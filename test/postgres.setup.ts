import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openWarehouse } from '../core/warehouse/open.ts';
import { type Cluster, findPostgres, startCluster } from './postgres-cluster.ts';
import { testKey } from './stores.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server where databases may be made and dropped; `null` when none was found. */
    postgresUrl: string | null;
    /** Name of a database with a migrated, empty warehouse, to copy. */
    postgresTemplate: string;
  }
}

let cluster: Cluster | null = null;
let drop: () => Promise<void> = async () => {};

/** Finds a server (VERBATIM_TEST_DATABASE_URL), or starts one, and prepares the template that each test's database is copied from. */
export async function setup(project: TestProject): Promise<void> {
  const url = await findServer();
  const template = `verbatim_template_${randomBytes(4).toString('hex')}`;
  project.provide('postgresUrl', url);
  project.provide('postgresTemplate', template);
  if (url === null) return;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${template}`);
  drop = () => admin(`drop database if exists ${template} with (force)`);
  const wh = await openWarehouse({ url: databaseUrl(url, template), dir: '', client: null, customerKey: testKey });
  await wh.close();
}

export async function teardown(): Promise<void> {
  if (cluster === null) await drop();
  else cluster.remove();
}

async function findServer(): Promise<string | null> {
  const given = process.env.VERBATIM_TEST_DATABASE_URL;
  if (given) return given;
  const bin = findPostgres();
  if (bin === null) {
    if (process.env.VERBATIM_TEST_REQUIRE?.includes('postgres'))
      throw new Error('PostgreSQL is required here and was not found');
    process.stderr.write(
      '\nPOSTGRESQL TESTS ARE LEFT OUT: no server found. Install postgresql (initdb, postgres, pg_ctl on the PATH)\n' +
        'or set VERBATIM_TEST_DATABASE_URL to a server where databases may be made.\n\n',
    );
    return null;
  }
  cluster = await startCluster(bin);
  return cluster.url;
}

function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

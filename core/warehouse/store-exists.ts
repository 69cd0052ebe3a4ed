import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { connectPostgres } from './connect-postgres.ts';
import { createDialect } from './dialect.ts';
import { schemaOf } from './open.ts';
import type { WarehouseTarget } from './warehouse.ts';

/**
 * True when a client's warehouse was made before. Asking makes nothing.
 *
 * @throws VB1211, VB4002, VB4008, VB4012
 */
export async function storeExists({ url, dir, client }: Omit<WarehouseTarget, 'customerKey'>): Promise<boolean> {
  if (url === null) {
    const versionFile = join(dir, 'PG_VERSION');
    return await access(versionFile).then(
      () => true,
      () => false,
    );
  }
  const schema = schemaOf(client);
  const source = connectPostgres({ url, schema, applicationName: 'verbatim', width: 1 });
  const db = new Kysely<unknown>({ dialect: createDialect(source) });
  try {
    const table = `${schema}.schema_migration`;
    const { rows } = await sql<{ present: boolean }>`select to_regclass(${table}) is not null as present`.execute(db);
    return rows[0]?.present === true;
  } finally {
    // It closes nothing that was never used.
    await db.destroy();
  }
}

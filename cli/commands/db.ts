import { clientFlag } from '../../core/run/client-flag.ts';
import { migrationStatus, newerMigrations } from '../../core/warehouse/migrate.ts';
import { schemaOf } from '../../core/warehouse/open.ts';
import { clientOf } from '../clients.ts';
import type { Command } from '../command.ts';
import { hasStore } from '../stored-warehouse.ts';
import { openClientWarehouse, openWorkspace, targetOf, type Workspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Brings the warehouse of a client to the schema of this version, making it when it is not there. */
export const dbMigrate: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const warehouse = await openClientWarehouse(workspace, await clientOf(workspace, options.client));
  try {
    const migrations = await migrationStatus(warehouse);
    terminal.document({ store: warehouse.store, schema: warehouse.schema, migrations });
    terminal.line(`${warehouse.store} schema ${warehouse.schema} is current: ${migrations.length} migrations`);
    return 0;
  } finally {
    await warehouse.close();
  }
};

/**
 * Prints which migrations a client's warehouse has, without changing it; exits 4 when it is not as this version needs
 * it, so that a deployment can check.
 */
export const dbStatus: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const client = await clientOf(workspace, options.client);
  const { migrations, newer } = await stateOf(workspace, client);
  const store = targetOf(workspace, client).url === null ? 'pglite' : 'postgres';
  terminal.document({ store, schema: schemaOf(client), migrations, newer });
  for (const { name, appliedAt } of migrations) terminal.line(`${name}  ${appliedAt?.toISOString() ?? 'missing'}`);
  for (const name of newer) terminal.line(`${name}  of a newer version`);
  const missing = migrations.some(({ appliedAt }) => appliedAt === null);
  if (missing) terminal.note(`what is missing is applied by: verbatim db migrate${clientFlag({ client })}`);
  return missing || newer.length > 0 ? 4 : 0;
};

async function stateOf(workspace: Workspace, client: string | null) {
  if (!(await hasStore(workspace, client))) return { migrations: await migrationStatus(null), newer: [] };
  const warehouse = await openClientWarehouse(workspace, client, { unchecked: true });
  try {
    return { migrations: await migrationStatus(warehouse), newer: await newerMigrations(warehouse) };
  } finally {
    await warehouse.close();
  }
}

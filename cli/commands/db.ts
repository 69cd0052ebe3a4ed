import { migrationStatus } from '../../core/warehouse/migrate.ts';
import type { Command } from '../command.ts';
import { openClientWarehouse, openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Brings the warehouse of a client to the schema of this version, making it when it is not there. */
export const dbMigrate: Command<Options> = async ({ global, terminal, options }) => {
  const warehouse = await openClientWarehouse(await openWorkspace(global), options.client ?? null);
  try {
    const migrations = await migrationStatus(warehouse);
    terminal.document({ store: warehouse.store, schema: warehouse.schema, migrations });
    terminal.line(`${warehouse.store} schema ${warehouse.schema} is current: ${migrations.length} migrations`);
    return 0;
  } finally {
    await warehouse.close();
  }
};

/** Prints which migrations a client's warehouse has; exits 4 when one is missing, so that a deployment can check. */
export const dbStatus: Command<Options> = async ({ global, terminal, options }) => {
  const warehouse = await openClientWarehouse(await openWorkspace(global), options.client ?? null, { migrate: false });
  try {
    const migrations = await migrationStatus(warehouse);
    terminal.document({ store: warehouse.store, schema: warehouse.schema, migrations });
    for (const { name, appliedAt } of migrations) terminal.line(`${name}  ${appliedAt?.toISOString() ?? 'missing'}`);
    return migrations.every(({ appliedAt }) => appliedAt !== null) ? 0 : 4;
  } finally {
    await warehouse.close();
  }
};

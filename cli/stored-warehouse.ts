import type { Warehouse } from '../core/warehouse/warehouse.ts';
import { openClientWarehouse, targetOf, type Workspace } from './workspace.ts';

/** True when a client's warehouse was made before. */
export async function hasStore(workspace: Workspace, client: string | null): Promise<boolean> {
  const { storeExists } = await import('../core/warehouse/store-exists.ts');
  return await storeExists(targetOf(workspace, client));
}

/**
 * Does what only reads with a client's warehouse, and closes it.
 *
 * @param work - gets `null` when nothing was ever stored: whoever only reads makes no store, and changes none
 * @throws VB4003 when the schema is not the one of this version
 */
export async function withStored<T>(
  workspace: Workspace,
  client: string | null,
  work: (warehouse: Warehouse | null) => Promise<T>,
): Promise<T> {
  const warehouse = await openStored(workspace, client);
  try {
    return await work(warehouse);
  } finally {
    await warehouse?.close();
  }
}

/** The same, left open for whoever closes it. */
export async function openStored(workspace: Workspace, client: string | null): Promise<Warehouse | null> {
  if (!(await hasStore(workspace, client))) return null;
  return await openClientWarehouse(workspace, client, { migrate: false });
}

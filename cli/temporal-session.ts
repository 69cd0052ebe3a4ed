import type { Warehouse } from '../core/warehouse/warehouse.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import { openTemporal } from './temporal.ts';
import type { Terminal } from './terminal.ts';
import { openClientWarehouse, type Workspace } from './workspace.ts';

/** What a command about runs on Temporal works with. */
export interface TemporalSession {
  readonly workspace: Workspace;
  readonly terminal: Terminal;
  readonly temporal: TemporalClient;
  /** Of the client that the runs are for. */
  readonly warehouse: Warehouse;
}

/**
 * Connects to the server and opens a client's warehouse for some work, and closes both.
 *
 * @throws VB6005, VB6007, VB6009
 */
export async function withSession<T>(
  workspace: Workspace,
  terminal: Terminal,
  client: string | null,
  work: (session: TemporalSession) => Promise<T>,
): Promise<T> {
  const temporal = await openTemporal(workspace);
  try {
    const warehouse = await openClientWarehouse(workspace, client);
    try {
      return await work({ workspace, terminal, temporal, warehouse });
    } finally {
      await warehouse.close();
    }
  } finally {
    await temporal.close();
  }
}

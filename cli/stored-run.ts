import { asVerbatimError, VerbatimError } from '../core/errors.ts';
import { findRunRows, type RunRows } from '../core/warehouse/run-read.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import { clientsOf } from './clients.ts';
import { openStored } from './stored-warehouse.ts';
import type { Workspace } from './workspace.ts';

/** A run as a warehouse has it. */
export interface StoredRun {
  readonly rows: RunRows;
  /** Open; whoever gets it closes it. */
  readonly warehouse: Warehouse;
}

/**
 * Looks for a run by its id in every warehouse that it may be in: a run is known by its id alone, whoever its client is.
 *
 * @param client - as `--client` names it; all clients of the project when left out
 * @returns `null` when no warehouse has it
 * @throws VB1405 · VB4001 when another process has a store in which it may be
 */
export async function findStoredRun(
  workspace: Workspace,
  client: string | undefined,
  id: string,
): Promise<StoredRun | null> {
  let inUse: VerbatimError | null = null;
  for (const one of await clientsOf(workspace, client)) {
    const warehouse = await openStored(workspace, one).catch((thrown: unknown) => {
      const error = asVerbatimError(thrown);
      if (error.code !== 'VB4001') throw thrown;
      inUse = error;
      return null;
    });
    const rows = warehouse && (await rowsOrClose(warehouse, id));
    if (warehouse && rows) return { rows, warehouse };
  }
  if (inUse !== null) throw inUse;
  return null;
}

async function rowsOrClose(warehouse: Warehouse, id: string): Promise<RunRows | null> {
  let rows: RunRows | null = null;
  try {
    rows = await findRunRows(warehouse, id);
    return rows;
  } finally {
    if (rows === null) await warehouse.close();
  }
}

/** What is said of an id that no run has. */
export const noSuchRun = (id: string): VerbatimError =>
  new VerbatimError('VB6002', `no run has the id "${id}"`, { hint: 'see "verbatim runs list"' });

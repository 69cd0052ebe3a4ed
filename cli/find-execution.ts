import { VerbatimError } from '../core/errors.ts';
import { findRunRows, type RunRows } from '../core/warehouse/run-read.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import { describeExecution, type Execution, locateActive, locateRun } from '../workflows/client/locate-run.ts';

/**
 * Finds the workflow of a run by the id of either.
 *
 * @throws VB6002 when there is none
 */
export async function findExecution(temporal: TemporalClient, warehouse: Warehouse, id: string): Promise<Execution> {
  const rows = id.startsWith('verbatim/') ? null : await findRunRows(warehouse, id);
  const found = await locate(temporal, id, rows);
  if (found !== null) return found;
  const where = `the Temporal server at ${temporal.address}, namespace "${temporal.namespace}"`;
  throw new VerbatimError('VB6002', `${where}, knows no run or workflow "${id}"`, { hint: 'see "verbatim runs list"' });
}

function locate(temporal: TemporalClient, id: string, rows: RunRows | null): Promise<Execution | null> {
  if (id.startsWith('verbatim/')) return describeExecution(temporal, id);
  return rows === null ? locateActive(temporal, id) : locateRun(temporal, id, rows.plan);
}

import { VerbatimError } from '../core/errors.ts';
import type { RunRows } from '../core/warehouse/run-read.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import { describeExecution, type Execution, locateActive, locateRun } from '../workflows/client/locate-run.ts';

/**
 * Finds the workflow of a run by the id of either.
 *
 * @param rows - the run as a warehouse has it; `null` when none does
 * @throws VB6002 when there is none
 */
export async function findExecution(temporal: TemporalClient, id: string, rows: RunRows | null): Promise<Execution> {
  const found = await locate(temporal, id, rows);
  if (found !== null) return found;
  const where = `the Temporal server at ${temporal.address}, namespace "${temporal.namespace}"`;
  throw new VerbatimError('VB6002', `${where}, knows no run or workflow "${id}"`, { hint: 'see "verbatim runs list"' });
}

function locate(temporal: TemporalClient, id: string, rows: RunRows | null): Promise<Execution | null> {
  if (id.startsWith('verbatim/')) return describeExecution(temporal, id);
  return rows === null ? locateActive(temporal, id) : locateRun(temporal, id, rows.plan);
}

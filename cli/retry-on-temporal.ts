import type { Plan } from '../core/plan/plan.ts';
import { readRun } from '../core/run/read-run.ts';
import type { RunRows } from '../core/warehouse/run-read.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import { retryRun } from '../workflows/client/retry-run.ts';
import { printRecord } from './record.ts';
import { finish, type TemporalRunOptions } from './run-on-temporal.ts';
import { openTemporal } from './temporal.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** Goes on with a run that workers did, and follows it. @returns the exit code */
export async function retryOnTemporal(
  workspace: Workspace,
  terminal: Terminal,
  warehouse: Warehouse,
  rows: RunRows,
  compile: () => Promise<Plan>,
  options: TemporalRunOptions,
): Promise<number> {
  const temporal = await openTemporal(workspace);
  try {
    const retried = await retryRun(temporal, rows, compile);
    if (retried === null) {
      terminal.note(`run ${rows.id} succeeded; there is nothing to do`);
      printRecord(terminal, workspace, await readRun(warehouse, rows.id));
      return 0;
    }
    if (retried.plan.digest !== rows.plan.digest) {
      terminal.note('the pipeline has changed since; what it changes is run again');
    }
    terminal.note(`run again: ${retried.steps.join(', ')}`);
    return await finish(workspace, terminal, temporal, warehouse, retried.plan, retried.execution, options);
  } finally {
    await temporal.close();
  }
}

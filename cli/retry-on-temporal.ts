import type { Plan } from '../core/plan/plan.ts';
import { readRun } from '../core/run/read-run.ts';
import type { RunRows } from '../core/warehouse/run-read.ts';
import type { ChosenSteps } from '../workflows/client/chosen-steps.ts';
import { retryRun } from '../workflows/client/retry-run.ts';
import { printRecord } from './record.ts';
import { finish, type TemporalRunOptions } from './run-on-temporal.ts';
import { openTemporal } from './temporal.ts';
import type { TemporalSession } from './temporal-session.ts';

interface Options extends TemporalRunOptions {
  readonly chosen: ChosenSteps;
  /** Gives the run's pipeline as the files have it now. */
  readonly compile: () => Promise<Plan>;
}

/** Goes on with a run that workers did, and follows it. @returns the exit code */
export async function retryOnTemporal(
  { workspace, terminal, warehouse }: Omit<TemporalSession, 'temporal'>,
  rows: RunRows,
  { compile, chosen, ...options }: Options,
): Promise<number> {
  const temporal = await openTemporal(workspace);
  try {
    const retried = await retryRun(temporal, rows, compile, chosen);
    if (retried === null) {
      terminal.note(`run ${rows.id} succeeded; there is nothing to do`);
      printRecord(terminal, workspace, await readRun(warehouse, rows.id));
      return 0;
    }
    if (retried.plan.digest !== rows.plan.digest) {
      terminal.note('the pipeline has changed since; what it changes is run again');
    }
    if (retried.steps.length > 0) terminal.note(`run again: ${retried.steps.join(', ')}`);
    if (retried.skipped.length > 0) terminal.note(`left out: ${retried.skipped.join(', ')}`);
    return await finish({ workspace, terminal, temporal, warehouse }, retried, options);
  } finally {
    await temporal.close();
  }
}

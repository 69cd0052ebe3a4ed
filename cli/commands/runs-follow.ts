import { VerbatimError } from '../../core/errors.ts';
import { readRun } from '../../core/run/read-run.ts';
import { findRunRows } from '../../core/warehouse/run-read.ts';
import { planOfExecution } from '../../workflows/locate-run.ts';
import type { Command } from '../command.ts';
import { findExecution } from '../find-execution.ts';
import type { OnInterrupt } from '../follow.ts';
import { printRecord } from '../record.ts';
import { finish } from '../run-on-temporal.ts';
import { openTemporal } from '../temporal.ts';
import { openClientWarehouse, openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly onInterrupt?: OnInterrupt;
}

/** Follows a run on Temporal to its end, as `verbatim run` would have; of a run that has ended it prints the record. */
export const runsFollow: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  const warehouse = await openClientWarehouse(workspace, options.client ?? null);
  try {
    const rows = await findRunRows(warehouse, id);
    if (rows !== null && rows.status !== 'running') {
      printRecord(terminal, workspace, await readRun(warehouse, id));
      return rows.status === 'succeeded' ? 0 : 1;
    }
    if (rows?.engine === 'in-process') {
      throw new VerbatimError(
        'VB6001',
        `run ${id} is the work of another "verbatim run" process, which prints its progress`,
      );
    }
    const temporal = await openTemporal(workspace);
    try {
      const execution = await findExecution(temporal, warehouse, id);
      const plan = await planOfExecution(temporal, execution);
      return await finish(workspace, terminal, temporal, warehouse, plan, execution, options);
    } finally {
      await temporal.close();
    }
  } finally {
    await warehouse.close();
  }
};

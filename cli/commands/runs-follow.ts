import { VerbatimError } from '../../core/errors.ts';
import { readRun } from '../../core/run/read-run.ts';
import { planOfExecution } from '../../workflows/client/locate-run.ts';
import type { Command } from '../command.ts';
import type { OnInterrupt } from '../follow.ts';
import { printRecord } from '../record.ts';
import { finish } from '../run-on-temporal.ts';
import { withRun } from '../with-run.ts';
import { openClientWarehouse, openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly onInterrupt?: OnInterrupt;
}

/** Follows a run on Temporal to its end; of one that has ended the record is printed. */
export const runsFollow: Command<Options> = async ({ global, terminal, options: { client, onInterrupt }, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  return await withRun(
    workspace,
    { id, client },
    {
      ended: async ({ rows: { status }, warehouse }) => {
        printRecord(terminal, workspace, await readRun(warehouse, id));
        return status === 'succeeded' ? 0 : 1;
      },
      inProcess: () =>
        new VerbatimError(
          'VB6001',
          `run ${id} is the work of another "verbatim run" process, which prints its progress`,
        ),
      onTemporal: async (execution, temporal) => {
        const plan = await planOfExecution(temporal, execution);
        // The run's client, whichever one was named: its record is in that client's warehouse and in no other.
        const warehouse = await openClientWarehouse(workspace, plan.client);
        try {
          return await finish({ workspace, terminal, temporal, warehouse }, { plan, execution }, { onInterrupt });
        } finally {
          await warehouse.close();
        }
      },
    },
  );
};

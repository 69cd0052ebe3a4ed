import { VerbatimError } from '../../core/errors.ts';
import { findRunRows } from '../../core/warehouse/run-read.ts';
import { cancelRun } from '../../workflows/cancel-run.ts';
import type { Command } from '../command.ts';
import { findExecution } from '../find-execution.ts';
import { clientFlag } from '../record.ts';
import { openTemporal } from '../temporal.ts';
import { openClientWarehouse, openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Asks a run or a backfill to stop. A run inside another process can be stopped there alone. */
export const runsCancel: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  const warehouse = await openClientWarehouse(workspace, options.client ?? null);
  try {
    const rows = await findRunRows(warehouse, id);
    if (rows !== null && rows.status !== 'running') {
      terminal.note(`run ${id} has ended: ${rows.status}; there is nothing to do`);
      terminal.document({ run: { id, status: rows.status }, cancelling: false });
      return 0;
    }
    if (rows?.engine === 'in-process') throw inAnotherProcess(id, clientFlag(rows.plan));
    const temporal = await openTemporal(workspace);
    try {
      const execution = await findExecution(temporal, warehouse, id);
      const atWork = execution.status === 'running';
      if (atWork) await cancelRun(temporal, execution);
      const { run, workflowId, status } = execution;
      terminal.document({ run: { id: run, workflowId, status }, cancelling: atWork });
      terminal.line(atWork ? `${id} was asked to stop` : `${id} has ended: ${status}; there is nothing to do`);
      return 0;
    } finally {
      await temporal.close();
    }
  } finally {
    await warehouse.close();
  }
};

const inAnotherProcess = (id: string, client: string): VerbatimError =>
  new VerbatimError('VB6001', `run ${id} is the work of another "verbatim run" process, which alone can stop it`, {
    hint: `press Ctrl-C there, or send that process SIGTERM (which one it is, the database does not know); if it is gone: verbatim retry ${id}${client}`,
  });

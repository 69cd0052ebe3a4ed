import { VerbatimError } from '../../core/errors.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import { cancelRun } from '../../workflows/client/cancel-run.ts';
import type { Command } from '../command.ts';
import { withRun } from '../with-run.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Asks a run on Temporal, or a backfill, to stop at the next batch edge. */
export const runsCancel: Command<Options> = async ({ global, terminal, options: { client }, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  return await withRun(
    workspace,
    { id, client },
    {
      ended: ({ rows: { status } }) => {
        terminal.note(`run ${id} has ended: ${status}; there is nothing to do`);
        terminal.document({ run: { id, status }, cancelling: false });
        return 0;
      },
      inProcess: rows => inAnotherProcess(id, clientFlag(rows.plan)),
      onTemporal: async (execution, temporal) => {
        const atWork = execution.status === 'running';
        if (atWork) await cancelRun(temporal, execution);
        const { run, workflowId, status } = execution;
        terminal.document({ run: { id: run, workflowId, status }, cancelling: atWork });
        terminal.line(atWork ? `${id} was asked to stop` : `${id} has ended: ${status}; there is nothing to do`);
        return 0;
      },
    },
  );
};

const inAnotherProcess = (id: string, client: string): VerbatimError =>
  new VerbatimError('VB6001', `run ${id} is the work of another "verbatim run" process, which alone can stop it`, {
    hint: `press Ctrl-C there, or send that process SIGTERM (which one it is, the database does not know); if it is gone: verbatim retry ${id}${client}`,
  });

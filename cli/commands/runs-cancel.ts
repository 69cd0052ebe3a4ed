import { asVerbatimError } from '../../core/errors.ts';
import { findRunRows, type RunRows } from '../../core/warehouse/run-read.ts';
import { writeEnd } from '../../core/warehouse/run-rows.ts';
import { closeLeft } from '../../core/warehouse/start-run.ts';
import { askHolderToStop, askToStop } from '../../core/warehouse/stop-request.ts';
import { cancelRun } from '../../workflows/client/cancel-run.ts';
import { clientsOf } from '../clients.ts';
import type { Command } from '../command.ts';
import type { StoredRun } from '../stored-run.ts';
import type { Terminal } from '../terminal.ts';
import { withRun } from '../with-run.ts';
import { openWorkspace, targetOf, type Workspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Asks a run, on either engine, or a backfill to stop at the next batch edge. */
export const runsCancel: Command<Options> = async ({ global, terminal, options: { client }, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  const answer = answerOn(terminal, id);
  const places = {
    ended: ({ rows: { status } }: StoredRun) => {
      terminal.note(nothingToDo(id, status));
      terminal.document({ run: { id, status }, cancelling: false });
      return 0;
    },
    inProcess: (run: StoredRun) => stopHere(run, answer),
    lost: async ({ rows, warehouse }: StoredRun) => {
      await writeEnd(warehouse.db, rows, 'failed');
      return answer('failed', false, `Temporal has lost run ${id}; it is closed as failed`);
    },
  };
  try {
    return await withRun(
      workspace,
      { id, client },
      {
        ...places,
        onTemporal: async (execution, temporal, stored) => {
          const { run, workflowId, status } = execution;
          const cancelling = status === 'running';
          if (cancelling) await cancelRun(temporal, execution);
          // One that was ended by force could not write its end.
          else if (stored !== null) await writeEnd(stored.warehouse.db, stored.rows, status);
          terminal.document({ run: { id: run, workflowId, status }, cancelling });
          terminal.line(cancelling ? `${id} was asked to stop` : nothingToDo(id, status));
          return 0;
        },
      },
    );
  } catch (thrown) {
    if (asVerbatimError(thrown).code !== 'VB4001') throw thrown;
    const holder = await askHolder(workspace, client, id);
    if (holder === null) throw thrown;
    return answer('running', true, `run ${id} was asked to stop, process ${holder} ends it at its next batch edge`);
  }
};

type Answer = (status: RunRows['status'], cancelling: boolean, line: string) => number;

const answerOn =
  (terminal: Terminal, id: string): Answer =>
  (status, cancelling, line) => {
    terminal.document({ run: { id, status }, cancelling });
    terminal.line(line);
    return 0;
  };

const nothingToDo = (id: string, status: string): string => `${id} has ended: ${status}; there is nothing to do`;

/** A run in process whose store can be opened. */
async function stopHere({ rows, warehouse }: StoredRun, answer: Answer): Promise<number> {
  const { id } = rows;
  if (await closeLeft(warehouse, rows)) {
    return answer('cancelled', false, `the process of run ${id} is gone; the run is closed as cancelled`);
  }
  let status = rows.status;
  const ended = await askToStop(warehouse, id, async () => {
    status = (await findRunRows(warehouse, id))?.status ?? 'running';
    return status !== 'running';
  });
  return ended
    ? answer(status, true, `run ${id} was asked to stop and has ended: ${status}`)
    : answer(status, true, `run ${id} was asked to stop, and is at work until its next batch edge`);
}

/** An embedded store that is open elsewhere says nothing of its runs; the process that has it open knows. */
async function askHolder(workspace: Workspace, client: string | undefined, id: string): Promise<number | null> {
  for (const one of await clientsOf(workspace, client)) {
    const holder = await askHolderToStop(targetOf(workspace, one).dir, id);
    if (holder !== null) return holder;
  }
  return null;
}

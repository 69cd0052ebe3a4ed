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

/** Follows a run on Temporal to its end, as `verbatim run` would have; of a run that has ended it prints the record. */
export const runsFollow: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  return await withRun(
    workspace,
    { id, client: options.client },
    {
      ended: async ({ rows: { status }, warehouse }) => {
        printRecord(terminal, workspace, await readRun(warehouse, id));
        return status === 'succeeded' ? 0 : 1;
      },
      inProcess: () => {
        throw new VerbatimError(
          'VB6001',
          `run ${id} is the work of another "verbatim run" process, which prints its progress`,
        );
      },
      onTemporal: async (execution, temporal) => {
        const plan = await planOfExecution(temporal, execution);
        if (plan.project !== workspace.project.spec?.project) throw ofAnotherProject(id, plan.project);
        // The run's client, whichever one was named: its record is in that client's warehouse and in no other.
        const warehouse = await openClientWarehouse(workspace, plan.client);
        try {
          return await finish({ workspace, terminal, temporal, warehouse }, { plan, execution }, options);
        } finally {
          await warehouse.close();
        }
      },
    },
  );
};

const ofAnotherProject = (id: string, project: string): VerbatimError =>
  new VerbatimError('VB6002', `run ${id} is of project "${project}", whose warehouse this project does not have`, {
    hint: `call it in the folder of ${project}`,
  });

import { VerbatimError } from '../../core/errors.ts';
import { windowName } from '../../core/model/window-name.ts';
import { readRun } from '../../core/run/read-run.ts';
import { planOfExecution } from '../../workflows/client/locate-run.ts';
import { type OpenedBackfill, openBackfill } from '../../workflows/client/start-backfill.ts';
import type { Command } from '../command.ts';
import type { OnInterrupt } from '../follow.ts';
import { followMonths } from '../follow-months.ts';
import type { MonthPlan } from '../months.ts';
import { openPipeline, planOf } from '../pipeline.ts';
import { noteFailures, printRecord } from '../record.ts';
import { finish } from '../run-on-temporal.ts';
import type { TemporalSession } from '../temporal-session.ts';
import { withRun } from '../with-run.ts';
import { openClientWarehouse, openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly onInterrupt?: OnInterrupt;
}

/** Follows a run or a backfill on Temporal to its end, as `verbatim run` would have; of a run that has ended it prints the record. */
export const runsFollow: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const id = args[0]!;
  return await withRun(
    workspace,
    { id, client: options.client },
    {
      ended: async ({ rows: { status }, warehouse }) => {
        const record = await readRun(warehouse, id);
        noteFailures(terminal, record);
        printRecord(terminal, workspace, record);
        return status === 'succeeded' ? 0 : 1;
      },
      inProcess: () => {
        throw new VerbatimError(
          'VB6001',
          `run ${id} is the work of another "verbatim run" process, which prints its progress`,
        );
      },
      onTemporal: async (execution, temporal) => {
        const opened = await openBackfill(temporal, execution);
        if (opened !== null) return await followOpened({ workspace, terminal, temporal }, opened, options);
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

/** Follows a backfill that was left, month by month. */
async function followOpened(
  place: Omit<TemporalSession, 'warehouse'>,
  { backfill, input }: OpenedBackfill,
  { onInterrupt = 'detach' }: Options,
): Promise<number> {
  const { workspace } = place;
  const { workflowId, pipeline: id, client, windows } = backfill;
  const { project, asOf, fullRefresh } = input;
  if (project !== undefined && project !== workspace.project.spec?.project) throw ofAnotherProject(workflowId, project);
  const pipeline = await openPipeline(workspace, id, client);
  const plans: MonthPlan[] = [];
  for (const window of windows) {
    const plan = await planOf(workspace, pipeline, { window, asOf, fullRefresh });
    plans.push({ month: { name: windowName(window, plan.timezone), window }, plan });
  }
  const warehouse = await openClientWarehouse(workspace, client);
  try {
    const started = { backfill, joined: true, earlier: new Map() };
    return await followMonths({ ...place, warehouse }, plans, started, onInterrupt);
  } finally {
    await warehouse.close();
  }
}

const ofAnotherProject = (id: string, project: string): VerbatimError =>
  new VerbatimError('VB6002', `run ${id} is of project "${project}", whose warehouse this project does not have`, {
    hint: `call it in the folder of ${project}`,
  });

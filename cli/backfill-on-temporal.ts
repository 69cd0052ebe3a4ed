import { clientFlag } from '../core/run/client-flag.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import { cancelRun } from '../workflows/client/cancel-run.ts';
import type { TemporalClient } from '../workflows/client/client.ts';
import { followBackfill } from '../workflows/client/follow-backfill.ts';
import { type Execution, planOfExecution } from '../workflows/client/locate-run.ts';
import { startBackfill } from '../workflows/client/start-backfill.ts';
import { follow, type OnInterrupt } from './follow.ts';
import { exitOf, type MonthEnd, type MonthPlan, noteMonth, printMonths } from './months.ts';
import { createProgress } from './progress.ts';
import { interruptible } from './signals.ts';
import { openTemporal } from './temporal.ts';
import type { Terminal } from './terminal.ts';
import { openClientWarehouse, type Workspace } from './workspace.ts';

interface Options {
  readonly detach?: boolean;
  readonly onInterrupt?: OnInterrupt;
}

/** Runs months by workers, one after the other, and follows them. @returns the exit code */
export async function backfillOnTemporal(
  workspace: Workspace,
  terminal: Terminal,
  plans: readonly MonthPlan[],
  options: Options,
): Promise<number> {
  const { pipeline, client, asOf, fullRefresh } = plans[0]!.plan;
  const temporal = await openTemporal(workspace);
  try {
    const windows = plans.map(({ month }) => month.window);
    const started = await startBackfill(temporal, {
      ...{ pipeline, client, windows, asOf, fullRefresh },
      sample: plans[0]!.plan,
    });
    if (started.joined) terminal.note('a backfill of this span is at work; following it');
    if (options.detach) {
      noteLeft(terminal, started, { client });
      terminal.document({ workflowId: started.workflowId, runs: [] });
      terminal.line(started.workflowId);
      return 0;
    }
    const warehouse = await openClientWarehouse(workspace, client);
    try {
      return await followMonths(
        workspace,
        terminal,
        temporal,
        warehouse,
        plans,
        started,
        options.onInterrupt ?? 'detach',
      );
    } finally {
      await warehouse.close();
    }
  } finally {
    await temporal.close();
  }
}

function noteLeft(terminal: Terminal, { workflowId }: Execution, of: { readonly client: string | null }): void {
  terminal.note(`the backfill goes on as workflow ${workflowId}`);
  terminal.note(`  cancel it: verbatim runs cancel ${workflowId}${clientFlag(of)}`);
}

async function followMonths(
  workspace: Workspace,
  terminal: Terminal,
  temporal: TemporalClient,
  warehouse: Warehouse,
  plans: readonly MonthPlan[],
  started: Execution,
  onInterrupt: OnInterrupt,
): Promise<number> {
  const ends: MonthEnd[] = [];
  const work = async (signal: AbortSignal, interruptedBy: () => number | null): Promise<number> => {
    const leave = new AbortController();
    signal.addEventListener('abort', () => {
      if (onInterrupt === 'detach') leave.abort();
      else
        cancelRun(temporal, { workflowId: started.workflowId }).catch(() =>
          terminal.note('the backfill could not be cancelled'),
        );
    });
    const watched = { say: terminal.note, signal: leave.signal };
    const { pipeline, client } = plans[0]!.plan;
    const windows = plans.map(({ month }) => month.window);
    for await (const begun of followBackfill(temporal, started.workflowId, { pipeline, client }, windows, watched)) {
      const planned = plans[ends.length]!;
      terminal.note(`month ${planned.month.name} (${ends.length + 1} of ${plans.length})`);
      const end = await followMonth(terminal, temporal, warehouse, planned, begun, leave.signal);
      ends.push(end);
      noteMonth(terminal, end);
    }
    if (leave.signal.aborted) noteLeft(terminal, started, { client });
    printMonths(terminal, workspace, ends);
    const whole = ends.length === plans.length || leave.signal.aborted;
    return interruptedBy() ?? (whole ? exitOf(ends) : 1);
  };
  const notice = 'asking the backfill to stop; what is committed stays (once more to leave it)';
  return await interruptible(terminal, work, onInterrupt === 'cancel' ? notice : null);
}

async function followMonth(
  terminal: Terminal,
  temporal: TemporalClient,
  warehouse: Warehouse,
  planned: MonthPlan,
  { execution, failure }: { readonly execution: Execution | null; readonly failure: MonthEnd['error'] },
  signal: AbortSignal,
): Promise<MonthEnd> {
  if (execution === null) return { ...planned, record: null, error: failure };
  const plan = await planOfExecution(temporal, execution);
  const progress = createProgress(terminal);
  try {
    const { listen: emit, say } = progress;
    const record = await follow({ temporal, warehouse }, { plan, execution }, { emit, say, signal });
    return { ...planned, record, error: null };
  } finally {
    progress.stop();
  }
}

import { asVerbatimError } from '../core/errors.ts';
import { runInProcess } from '../core/run/engine.ts';
import { backfillOnTemporal } from './backfill-on-temporal.ts';
import type { Engine } from './engine.ts';
import { exitOf, type MonthEnd, type MonthPlan, noteMonth, printMonths } from './months.ts';
import type { Month } from './options.ts';
import { type OpenPipeline, planOf } from './pipeline.ts';
import { createProgress } from './progress.ts';
import type { TemporalRunOptions } from './run-on-temporal.ts';
import { interruptible } from './signals.ts';
import type { Terminal } from './terminal.ts';
import { openRuntime, type Workspace } from './workspace.ts';

export interface BackfillOptions extends TemporalRunOptions {
  readonly months: readonly Month[];
  readonly engine: Engine;
  readonly asOf?: string;
  readonly fullRefresh: boolean;
}

/** Runs a pipeline over months, the earliest first; one that fails does not stop those after it. @returns the exit code */
export async function backfill(
  workspace: Workspace,
  terminal: Terminal,
  pipeline: OpenPipeline,
  options: BackfillOptions,
): Promise<number> {
  // One instant for all, so that the months speak as of the same moment.
  const asOf = options.asOf ?? new Date().toISOString();
  const request = { asOf, fullRefresh: options.fullRefresh };
  const plans: MonthPlan[] = [];
  for (const month of options.months) {
    plans.push({ month, plan: await planOf(workspace, pipeline, { ...request, window: month.window }) });
  }
  return options.engine === 'temporal'
    ? await backfillOnTemporal(workspace, terminal, plans, options)
    : await backfillHere(workspace, terminal, plans);
}

async function backfillHere(workspace: Workspace, terminal: Terminal, plans: readonly MonthPlan[]): Promise<number> {
  const runtime = await openRuntime(workspace, plans[0]!.plan.client);
  try {
    return await interruptible(terminal, async (signal, interruptedBy) => {
      const ends: MonthEnd[] = [];
      for (const { month, plan } of plans) {
        if (signal.aborted) break;
        terminal.note(`month ${month.name} (${ends.length + 1} of ${plans.length})`);
        const progress = createProgress(terminal);
        const end = await runInProcess(plan, runtime, { signal, emit: progress.listen }).then(
          record => ({ month, plan, record, left: null, error: null }),
          (thrown: unknown) => ({ month, plan, record: null, left: null, error: asVerbatimError(thrown) }),
        );
        progress.stop();
        ends.push(end);
        noteMonth(terminal, end);
      }
      printMonths(terminal, workspace, ends);
      return interruptedBy() ?? exitOf(ends);
    });
  } finally {
    await runtime.close();
  }
}

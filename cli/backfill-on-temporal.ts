import { type StartedBackfill, startBackfill } from '../workflows/client/start-backfill.ts';
import { followMonths, noteLeft } from './follow-months.ts';
import type { MonthPlan } from './months.ts';
import type { TemporalRunOptions } from './run-on-temporal.ts';
import { withSession } from './temporal-session.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** Runs months by workers, one after the other, and follows them. @returns the exit code */
export async function backfillOnTemporal(
  workspace: Workspace,
  terminal: Terminal,
  plans: readonly MonthPlan[],
  { detach = false, force = false, onInterrupt = 'detach' }: TemporalRunOptions,
): Promise<number> {
  const { pipeline, client, asOf, fullRefresh } = plans[0]!.plan;
  return await withSession(workspace, terminal, client, async session => {
    const started = await startBackfill(session.temporal, {
      ...{ pipeline, client, asOf, fullRefresh, force },
      windows: plans.map(({ month }) => month.window),
      sample: plans[0]!.plan,
    });
    noteStarted(terminal, plans, started);
    const { backfill } = started;
    if (detach && backfill !== null) {
      noteLeft(terminal, backfill);
      terminal.document({ workflowId: backfill.workflowId, runs: [] });
      terminal.line(backfill.workflowId);
      return 0;
    }
    return await followMonths(session, plans, started, onInterrupt);
  });
}

function noteStarted(terminal: Terminal, plans: readonly MonthPlan[], { joined, earlier }: StartedBackfill): void {
  if (joined) terminal.note('a backfill of this span is at work; following it');
  for (const { month, plan } of plans) {
    const run = earlier.get(month.window.from);
    if (run === undefined) continue;
    terminal.note(`month ${month.name} was run already by run ${run.run}; to run it again: --force`);
    if (run.planDigest !== null && run.planDigest !== plan.digest) {
      terminal.note('note: the pipeline has changed since that run began');
    }
  }
}

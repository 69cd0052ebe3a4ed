import type { Plan } from '../core/plan/plan.ts';
import type { RunRecord } from '../core/run/run-record.ts';
import { createRunId } from '../core/warehouse/run-id.ts';
import { planOfExecution } from '../workflows/client/locate-run.ts';
import { type StartedRun, startRun } from '../workflows/client/start-run.ts';
import type { LeavingOptions } from './engine.ts';
import { type FollowedRun, followToEnd, noteDetached } from './follow.ts';
import { openDocument, printRecord } from './record.ts';
import { type TemporalSession, withSession } from './temporal-session.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

export interface TemporalRunOptions extends LeavingOptions {
  /** Runs a window again that was run already. */
  readonly force?: boolean;
}

/** Runs a plan by workers and follows it to its end, unless it is to be left. @returns the exit code */
export async function runOnTemporal(
  workspace: Workspace,
  terminal: Terminal,
  plan: Plan,
  options: TemporalRunOptions,
): Promise<number> {
  return await withSession(workspace, terminal, plan.client, async session => {
    const { temporal } = session;
    const started = await startRun(temporal, { plan, run: createRunId(), force: options.force ?? false });
    noteJoined(terminal, started, plan);
    // A run that was joined has a plan of its own.
    const own = started.joined === null ? plan : await planOfExecution(temporal, started);
    return await finish(session, { plan: own, execution: started }, options);
  });
}

/** Follows a run that was started, or leaves it, and prints what became of it. */
export async function finish(
  session: TemporalSession,
  followed: FollowedRun,
  { detach = false, onInterrupt = 'detach' }: TemporalRunOptions,
): Promise<number> {
  const { workspace, terminal } = session;
  if (detach && followed.execution.status === 'running') {
    noteDetached(terminal, followed);
    printOpen(terminal, followed);
    return 0;
  }
  const { record, interrupted } = await followToEnd(session, followed, onInterrupt);
  if (record === null) printOpen(terminal, followed);
  else printRecord(terminal, workspace, record);
  return interrupted ?? exitOf(record);
}

const exitOf = (record: RunRecord | null): number => (record === null || record.status === 'succeeded' ? 0 : 1);

function printOpen(terminal: Terminal, followed: FollowedRun): void {
  terminal.document(openDocument(followed));
  terminal.line(followed.execution.workflowId);
}

function noteJoined(terminal: Terminal, { joined, run, planDigest }: StartedRun, plan: Plan): void {
  if (joined === null) return;
  if (joined === 'running') terminal.note(`run ${run} is at work on this window; following it`);
  else terminal.note(`this window was run already by run ${run}; to run it again: --force`);
  if (planDigest !== null && planDigest !== plan.digest) {
    terminal.note('note: the pipeline has changed since that run began; it keeps the plan that it began with');
  }
}

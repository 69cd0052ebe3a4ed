import { asVerbatimError } from '../core/errors.ts';
import { clientFlag } from '../core/run/client-flag.ts';
import { whenThere } from '../workflows/client/absence.ts';
import { cancelRun } from '../workflows/client/cancel-run.ts';
import { type BegunWindow, type FollowedBackfill, followBackfill } from '../workflows/client/follow-backfill.ts';
import { planOfExecution } from '../workflows/client/locate-run.ts';
import type { StartedBackfill } from '../workflows/client/start-backfill.ts';
import { follow, type OnInterrupt, recordOf } from './follow.ts';
import { exitOf, type MonthEnd, type MonthPlan, noteMonth, printMonths } from './months.ts';
import { createProgress } from './progress.ts';
import { noteFailures } from './record.ts';
import { interruptible } from './signals.ts';
import type { TemporalSession } from './temporal-session.ts';
import type { Terminal } from './terminal.ts';

/** Follows a backfill month by month and prints what became of each. @returns the exit code */
export async function followMonths(
  session: TemporalSession,
  plans: readonly MonthPlan[],
  started: StartedBackfill,
  onInterrupt: OnInterrupt,
): Promise<number> {
  const { workspace, terminal } = session;
  const { backfill } = started;
  const work = async (signal: AbortSignal, interruptedBy: () => number | null): Promise<number> => {
    const leave = new AbortController();
    signal.addEventListener('abort', () => {
      if (onInterrupt === 'detach') leave.abort();
      else if (backfill !== null) stopBackfill(session, backfill);
    });
    const ends = await monthsOf(session, plans, started, leave.signal);
    if (leave.signal.aborted && backfill !== null) noteLeft(terminal, backfill);
    printMonths(terminal, workspace, ends);
    const whole = ends.length === plans.length || leave.signal.aborted;
    return interruptedBy() ?? (whole ? exitOf(ends) : 1);
  };
  const notice = 'asking the backfill to stop; what is committed stays (once more to leave it)';
  return await interruptible(terminal, work, onInterrupt === 'cancel' ? notice : null);
}

/** How to go on with a backfill that is left to its workers. */
export function noteLeft(terminal: Terminal, { workflowId, client }: FollowedBackfill): void {
  terminal.note(`the backfill goes on as workflow ${workflowId}`);
  terminal.note(`  follow it: verbatim runs follow ${workflowId}${clientFlag({ client })}`);
  terminal.note(`  cancel it: verbatim runs cancel ${workflowId}${clientFlag({ client })}`);
}

function stopBackfill({ temporal, terminal }: TemporalSession, { workflowId }: FollowedBackfill): void {
  cancelRun(temporal, { workflowId }).catch(() => terminal.note('the backfill could not be cancelled'));
}

async function monthsOf(
  session: TemporalSession,
  plans: readonly MonthPlan[],
  { backfill, earlier }: StartedBackfill,
  signal: AbortSignal,
): Promise<readonly MonthEnd[]> {
  const { terminal, temporal } = session;
  const ends: MonthEnd[] = [];
  const begun = backfill && followBackfill(temporal, backfill, { say: terminal.note, signal });
  for (const planned of plans) {
    const run = earlier.get(planned.month.window.from);
    const next = run ? { execution: run, failure: null } : (await begun?.next())?.value;
    if (!next) break;
    if (run === undefined) terminal.note(`month ${planned.month.name} (${ends.length + 1} of ${plans.length})`);
    const end = await endOf(session, planned, { ...next, earlier: run !== undefined }, signal);
    if (end === null) break;
    ends.push(end);
    noteMonth(terminal, end);
  }
  return ends;
}

interface Begun extends Pick<BegunWindow, 'execution' | 'failure'> {
  /** True for a run of before the backfill. */
  readonly earlier: boolean;
}

/** What became of a month; `null` when it was left before anything was known of it. */
async function endOf(
  session: TemporalSession,
  planned: MonthPlan,
  { execution, failure, earlier }: Begun,
  signal: AbortSignal,
): Promise<MonthEnd | null> {
  const { temporal, warehouse, terminal } = session;
  if (execution === null) return { ...planned, record: null, left: null, error: failure };
  const progress = createProgress(terminal);
  const { listen: emit, say } = progress;
  try {
    const plan = await whenThere(temporal, { say, signal }, () => planOfExecution(temporal, execution));
    if (plan === null) return null;
    const run = { plan, execution };
    // The story of a run of before is not told again.
    const over = earlier && execution.status !== 'running';
    const record = over
      ? await recordOf(warehouse, run, execution.status)
      : await follow(session, run, { emit, say, signal });
    if (over && record !== null) noteFailures(terminal, record);
    return { ...planned, record, left: record === null ? run : null, error: null };
  } catch (thrown) {
    const error = asVerbatimError(thrown);
    // A month that the warehouse lacks is told as such, and those after it are followed all the same.
    if (error.code !== 'VB6002') throw thrown;
    return { ...planned, record: null, left: null, error };
  } finally {
    progress.stop();
  }
}

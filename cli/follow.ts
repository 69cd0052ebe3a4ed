import { VerbatimError } from '../core/errors.ts';
import type { Plan } from '../core/plan/plan.ts';
import { noCounts } from '../core/plan/result.ts';
import { clientFlag } from '../core/run/client-flag.ts';
import type { Listener } from '../core/run/events.ts';
import { readRun } from '../core/run/read-run.ts';
import type { RunRecord } from '../core/run/run-record.ts';
import { findRunRows } from '../core/warehouse/run-read.ts';
import { endRun } from '../core/warehouse/runs.ts';
import type { Warehouse } from '../core/warehouse/warehouse.ts';
import { cancelRun } from '../workflows/client/cancel-run.ts';
import { followRun } from '../workflows/client/follow-run.ts';
import type { Execution } from '../workflows/client/locate-run.ts';
import { refusalOf } from '../workflows/client/refusal-of.ts';
import { createProgress } from './progress.ts';
import { interruptible } from './signals.ts';
import type { TemporalSession } from './temporal-session.ts';
import type { Terminal } from './terminal.ts';

/** What Ctrl-C does to a run that workers do. */
export type OnInterrupt = 'detach' | 'cancel';

/** A run to follow. */
export interface FollowedRun {
  readonly plan: Plan;
  readonly execution: Execution;
}

/** How following ended. */
export interface FollowEnd {
  /** `null` when it was left while the run went on. */
  readonly record: RunRecord | null;
  /** The exit code of a signal, or `null`. */
  readonly interrupted: number | null;
}

/** Follows a run with the lines that it would print in this process, until it has ended or is left. */
export async function followToEnd(
  session: TemporalSession,
  followed: FollowedRun,
  onInterrupt: OnInterrupt,
): Promise<FollowEnd> {
  const { terminal, temporal } = session;
  const progress = createProgress(terminal);
  try {
    return await interruptible(
      terminal,
      async (signal, interruptedBy) => {
        const leave = new AbortController();
        signal.addEventListener('abort', () => {
          if (onInterrupt === 'detach') leave.abort();
          else cancelRun(temporal, followed.execution).catch(() => terminal.note('the run could not be cancelled'));
        });
        const record = await follow(session, followed, {
          emit: progress.listen,
          say: line => progress.say(line),
          signal: leave.signal,
        });
        progress.stop();
        if (record === null) noteDetached(terminal, followed);
        return { record, interrupted: interruptedBy() };
      },
      onInterrupt === 'cancel' ? 'asking the run to stop; what is committed stays (once more to leave it)' : null,
    );
  } finally {
    progress.stop();
  }
}

/** How to go on with a run that is left to its workers. */
export function noteDetached(terminal: Terminal, { plan, execution: { run } }: FollowedRun): void {
  terminal.note(`run ${run} goes on`);
  terminal.note(`  follow it: verbatim runs follow ${run}${clientFlag(plan)}`);
  terminal.note(`  cancel it: verbatim runs cancel ${run}${clientFlag(plan)}`);
}

interface Following {
  readonly emit: Listener;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Follows a run and answers with its record.
 *
 * @returns `null` when it was left while it went on
 * @throws VB6002 when the run succeeded and the warehouse at hand does not have it · what kept it from beginning, such
 *   as VB6001 while another process is at work on its window
 */
export async function follow(
  { temporal, warehouse }: Pick<TemporalSession, 'temporal' | 'warehouse'>,
  followed: FollowedRun,
  following: Following,
): Promise<RunRecord | null> {
  const { emit } = following;
  const { plan, execution } = followed;
  const run = execution.run ?? '';
  emit({ type: 'run-started', run, pipeline: plan.pipeline, client: plan.client });
  const { status, told } = await followRun(temporal, { ...execution, client: plan.client }, following);
  if (status === null) return null;
  const refusal = status === 'failed' ? await refusalOf(temporal, execution) : null;
  if (refusal !== null) throw refusal;
  const record = await recordOf(warehouse, followed, status);
  for (const { node, status: to, attempts, result, failure } of record.nodes) {
    if (!told.has(node.id)) emit({ type: 'node', node: node.id, to, because: null, attempts, result, failure });
  }
  const ms = Date.parse(record.endedAt) - Date.parse(record.startedAt);
  emit({ type: 'run-ended', run, status: record.status, ms });
  return record;
}

/**
 * The record of a run that has ended. One that was ended by force, or before it had begun, did not write its own end.
 *
 * @throws VB6002 when the run succeeded and the warehouse at hand does not have it
 */
export async function recordOf(
  warehouse: Warehouse,
  { plan, execution }: FollowedRun,
  status: RunRecord['status'],
): Promise<RunRecord> {
  const run = execution.run ?? '';
  const rows = await findRunRows(warehouse, run);
  if (rows?.status === 'running') await endRun(warehouse, rows, status);
  if (rows !== null) return await readRun(warehouse, run);
  if (status === 'succeeded') {
    throw new VerbatimError(
      'VB6002',
      `run ${run} succeeded, and schema ${warehouse.schema} of this warehouse lacks it`,
      {
        hint: 'its workers write elsewhere: check that DATABASE_URL is the same here and there; after a restore run the window again with --force',
      },
    );
  }
  const untouched = { status: 'cancelled', attempts: 0, result: null, failure: null, counts: noCounts } as const;
  return {
    ...{ id: run, plan, engine: 'temporal', status, startedAt: execution.startedAt.toISOString() },
    endedAt: new Date().toISOString(),
    nodes: plan.nodes.map(node => ({ node, ...untouched })),
  };
}

import { sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Instant } from '../model/feedback.ts';
import type { Window } from '../model/window.ts';
import { type StepError, stepErrorOf } from '../plan/failure.ts';
import type { Plan } from '../plan/plan.ts';
import { type Counts, type NodeResult, noCounts, type ReportResult } from '../plan/result.ts';
import type { Failure, FinalStatus, NodeStatus, StepTimes } from '../plan/state.ts';
import { ledgerOfRun } from './ledger.ts';
import { type LedRun, type RunRef, writeEnd } from './run-rows.ts';
import type { RunHandle } from './start-run.ts';
import type { Warehouse } from './warehouse.ts';

/** A step as it is recorded. */
export interface StepRow {
  readonly node: string;
  readonly use: string;
  readonly kind: string;
  readonly status: NodeStatus;
  readonly attempts: number;
  readonly result: NodeResult | null;
  readonly failure: Failure | null;
  /** Left out: those that are recorded with the same status already, or its last milliseconds until now. */
  readonly times?: StepTimes;
}

export interface RunInfo {
  readonly id: string;
  readonly pipeline: string;
  readonly client: string | null;
  readonly engine: string;
  readonly status: string;
  readonly window: Window;
  /** IANA zone of the pipeline. */
  readonly timezone: string;
  readonly asOf: Instant;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly planDigest: string;
}

export interface StepInfo extends Counts {
  readonly id: string;
  readonly use: string;
  readonly kind: string;
  readonly status: string;
  readonly attempts: number;
  readonly ms: number;
  readonly error: StepError | null;
}

/** Ends a run and frees its pipeline, client and window. Ending it again, or when somebody else leads it, changes nothing. */
export async function endRun(
  wh: Warehouse,
  run: LedRun & Partial<Pick<RunHandle, 'release'>>,
  status: Exclude<FinalStatus, 'skipped'>,
): Promise<void> {
  try {
    await writeEnd(wh.db, run, status);
  } finally {
    await run.release?.();
  }
}

/** Writes what became of a step; a later call for the same step replaces it. */
export async function recordStep({ db }: Pick<Warehouse, 'db'>, run: RunRef, step: StepRow): Promise<void> {
  const { node, use, kind, status, attempts, result, failure, times } = step;
  const values = {
    use,
    kind,
    status,
    attempts,
    result: result === null ? null : JSON.stringify(result),
    failure: failure === null ? null : JSON.stringify(failure),
    ...(times === undefined ? untilNow(step) : instantsOf(times)),
  };
  const kept = {
    started_at: sql<Date>`case when run_step.status = ${status} then run_step.started_at else excluded.started_at end`,
    ended_at: sql<Date>`case when run_step.status = ${status} then run_step.ended_at else excluded.ended_at end`,
  };
  await db
    .insertInto('run_step')
    .values({ run_seq: run.seq, node, ...values })
    .onConflict(conflict =>
      conflict.columns(['run_seq', 'node']).doUpdateSet({ ...values, ...(times === undefined ? kept : {}) }),
    )
    .execute();
}

const instantsOf = ({ startedAt, endedAt }: StepTimes) => ({
  started_at: startedAt === null ? null : new Date(startedAt),
  // A clock may be set back under a step.
  ended_at: new Date(Math.max(startedAt ?? endedAt, endedAt)),
});

const untilNow = ({ status, result }: StepRow) => ({
  started_at: result && sql<Date>`clock_timestamp() - make_interval(secs => ${result.ms / 1000}::float8)`,
  ended_at: status === 'running' ? null : sql<Date>`clock_timestamp()`,
});

/** Runs, the latest first. */
export async function listRuns(
  wh: Warehouse,
  { pipeline, limit = 50 }: { readonly pipeline?: string; readonly limit?: number } = {},
): Promise<readonly RunInfo[]> {
  let query = wh.db.selectFrom('run').selectAll().orderBy('seq', 'desc').limit(limit);
  if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
  return (await query.execute()).map(asInfo);
}

/**
 * One run with its steps and reports.
 *
 * @throws VB6002 when no run has the id
 */
export async function showRun(
  wh: Warehouse,
  id: string,
): Promise<{ run: RunInfo; steps: readonly StepInfo[]; reports: readonly ReportResult[] }> {
  const run = await wh.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
  if (run === undefined) {
    throw new VerbatimError('VB6002', `no run has the id "${id}"`, { hint: 'see "verbatim runs list"' });
  }
  const rows = await wh.db
    .selectFrom('run_step')
    .selectAll()
    .where('run_seq', '=', run.seq)
    .orderBy(sql`coalesce(started_at, ended_at)`)
    .orderBy('node')
    .execute();
  const ledger = await ledgerOfRun(wh.db, run.seq);
  const steps = rows.map(row => {
    const result = row.result as NodeResult | null;
    const failure = row.failure as Failure | null;
    return {
      ...{ id: row.node, use: row.use, kind: row.kind, status: row.status, attempts: row.attempts },
      ...(result?.counts ?? ledger.get(row.node) ?? noCounts),
      ms: result?.ms ?? 0,
      error: failure === null ? null : stepErrorOf(failure),
    };
  });
  return { run: asInfo(run), steps, reports: rows.flatMap(row => (row.result as NodeResult | null)?.reports ?? []) };
}

type StoredRun = Omit<RunInfo, 'window' | 'timezone' | 'asOf' | 'startedAt' | 'endedAt' | 'planDigest'> & {
  readonly window_from: Date;
  readonly window_to: Date;
  readonly as_of: Date;
  readonly started_at: Date;
  readonly ended_at: Date | null;
  readonly plan_digest: string;
  readonly plan: unknown;
};

function asInfo(run: StoredRun): RunInfo {
  return {
    id: run.id,
    pipeline: run.pipeline,
    client: run.client,
    engine: run.engine,
    status: run.status,
    window: { from: run.window_from.toISOString(), to: run.window_to.toISOString() },
    timezone: (run.plan as Plan).timezone,
    asOf: run.as_of.toISOString(),
    startedAt: run.started_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
    planDigest: run.plan_digest,
  };
}

import { VerbatimError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { type Counts, type NodeResult, noCounts } from '../plan/result.ts';
import type { Failure, NodeStatus } from '../plan/state.ts';
import { ledgerOfRun } from './ledger.ts';
import type { StepRow } from './runs.ts';
import type { Warehouse } from './warehouse.ts';

/** A run as the warehouse has it. */
export interface RunRows {
  readonly seq: number;
  readonly id: string;
  /** Of whoever leads it, or led it last. */
  readonly epoch: number;
  readonly engine: 'in-process' | 'temporal';
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt: Date;
  /** `null` while it is at work. */
  readonly endedAt: Date | null;
  readonly plan: Plan;
  /** Steps of which something is recorded, in no order. */
  readonly steps: readonly StoredStep[];
}

/** A recorded step, and what became of its rows: of one that did not succeed those that its batches have handled. */
export interface StoredStep extends StepRow {
  readonly counts: Counts;
}

/**
 * A run with its plan and its steps.
 *
 * @throws VB6002 when no run has the id
 */
export async function readRunRows(wh: Warehouse, id: string): Promise<RunRows> {
  const rows = await findRunRows(wh, id);
  if (rows !== null) return rows;
  throw new VerbatimError('VB6002', `no run has the id "${id}"`, { hint: 'see "verbatim runs list"' });
}

/** A run with its plan and its steps, or `null` when no run has the id. */
export async function findRunRows(wh: Warehouse, id: string): Promise<RunRows | null> {
  const run = await wh.db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
  if (run === undefined) return null;
  const rows = await wh.db.selectFrom('run_step').selectAll().where('run_seq', '=', run.seq).execute();
  const ledger = await ledgerOfRun(wh.db, run.seq);
  return {
    seq: run.seq,
    id: run.id,
    epoch: run.epoch,
    engine: run.engine as RunRows['engine'],
    status: run.status as RunRows['status'],
    startedAt: run.started_at,
    endedAt: run.ended_at,
    plan: run.plan as Plan,
    steps: rows.map(({ node, use, kind, status, attempts, result, failure }) => ({
      ...{ node, use, kind, attempts, status: status as NodeStatus },
      result: result as NodeResult | null,
      counts: (result as NodeResult | null)?.counts ?? ledger.get(node) ?? noCounts,
      failure: failure as Failure | null,
    })),
  };
}

import { VerbatimError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunRef } from './run-rows.ts';
import type { Warehouse } from './warehouse.ts';

/** A run with the plan that it is at work on. */
export interface RunWithPlan extends RunRef {
  readonly plan: Plan;
}

/**
 * Reads a run's plan, so that a step needs to be told no more than the run's id. A retry may give a run another plan:
 * nobody keeps what this gives longer than for one step.
 *
 * @throws VB6002 when no run has the id
 */
export async function loadRun(wh: Warehouse, id: string): Promise<RunWithPlan> {
  const run = await wh.db.selectFrom('run').select(['seq', 'id', 'plan']).where('id', '=', id).executeTakeFirst();
  if (run === undefined) {
    throw new VerbatimError('VB6002', `no run has the id "${id}"`, { hint: 'see "verbatim runs list"' });
  }
  return { seq: run.seq, id: run.id, plan: run.plan as Plan };
}

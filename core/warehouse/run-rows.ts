import { sql } from 'kysely';
import type { Plan } from '../plan/plan.ts';
import type { Warehouse } from './warehouse.ts';

/** A run by its number in this warehouse and its id everywhere. */
export interface RunRef {
  readonly seq: number;
  readonly id: string;
}

/** Runs that are marked as running though nobody leads them: by id, or else of the same pipeline, client and window. */
export async function leftBehind(wh: Warehouse, plan: Plan, id: string | undefined) {
  const running = wh.db.selectFrom('run').select(['seq', 'id', 'plan_digest']).where('status', '=', 'running');
  if (id !== undefined) return await running.where('id', '=', id).execute();
  return await running
    .where('engine', '=', 'in-process')
    .where('pipeline', '=', plan.pipeline)
    .where(sql<boolean>`client is not distinct from ${plan.client}`)
    .where('window_from', '=', new Date(plan.window.from))
    .where('window_to', '=', new Date(plan.window.to))
    .orderBy('seq', 'desc')
    .execute();
}

/** Closes runs whose process died. */
export async function closeAsFailed(wh: Warehouse, seqs: readonly number[]): Promise<void> {
  if (seqs.length === 0) return;
  const ended_at = sql<Date>`clock_timestamp()`;
  await wh.db.updateTable('run').set({ status: 'failed', ended_at }).where('seq', 'in', seqs).execute();
}

/** Gives a run of a dead process the plan that goes on with it. */
export async function takeOver(wh: Warehouse, plan: Plan, seq: number): Promise<RunRef> {
  return await wh.db
    .updateTable('run')
    .set({ as_of: new Date(plan.asOf), plan: JSON.stringify(plan) })
    .where('seq', '=', seq)
    .returning(['seq', 'id'])
    .executeTakeFirstOrThrow();
}

/** A new run, at work from now. */
export async function insertRun(wh: Warehouse, plan: Plan, engine: string, id: string): Promise<RunRef> {
  return await wh.db
    .insertInto('run')
    .values({
      id,
      pipeline: plan.pipeline,
      client: plan.client,
      engine,
      status: 'running',
      window_from: new Date(plan.window.from),
      window_to: new Date(plan.window.to),
      as_of: new Date(plan.asOf),
      started_at: sql<Date>`clock_timestamp()`,
      ended_at: null,
      plan_digest: plan.digest,
      plan: JSON.stringify(plan),
    })
    .returning(['seq', 'id'])
    .executeTakeFirstOrThrow();
}

import { sql } from 'kysely';
import type { Plan } from '../plan/plan.ts';
import type { Warehouse } from './warehouse.ts';

/** A run by its number in this warehouse and its id everywhere. */
export interface RunRef {
  readonly seq: number;
  readonly id: string;
}

/** Runs of the same pipeline, client and window that are marked as running though nobody leads them. */
export async function leftBehind(wh: Warehouse, plan: Plan) {
  return await wh.db
    .selectFrom('run')
    .select(['seq', 'id', 'plan_digest'])
    .where('status', '=', 'running')
    .where('engine', '=', 'in-process')
    .where('pipeline', '=', plan.pipeline)
    .where(sql<boolean>`client is not distinct from ${plan.client}`)
    .where('window_from', '=', new Date(plan.window.from))
    .where('window_to', '=', new Date(plan.window.to))
    .orderBy('seq', 'desc')
    .execute();
}

/**
 * Marks the run of an id as at work again. Of one that has ended only what succeeded stays recorded; under another plan
 * its streams and steps begin anew, for a checkpoint covers what was read as the plan said then.
 *
 * @returns `undefined` when no run has the id
 */
export async function reopen(wh: Warehouse, plan: Plan, engine: string, id: string): Promise<RunRef | undefined> {
  return await wh.transaction(async trx => {
    const before = await trx.selectFrom('run').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (before === undefined) return undefined;
    const steps = trx.deleteFrom('run_step').where('run_seq', '=', before.seq);
    if (before.status !== 'running') await steps.where('status', '<>', 'succeeded').execute();
    if (before.plan_digest !== plan.digest) {
      await trx.updateTable('bookmark').set({ state: null, batches: 0 }).where('run_seq', '=', before.seq).execute();
      const known = sql<boolean>`not (node = any(${plan.nodes.map(node => node.id)}::text[]))`;
      await steps.where(known).execute();
    }
    return await trx
      .updateTable('run')
      .set({ status: 'running', ended_at: null, engine, ...planColumns(plan) })
      .where('seq', '=', before.seq)
      .returning(['seq', 'id'])
      .executeTakeFirstOrThrow();
  });
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
    .set(planColumns(plan))
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
      started_at: sql<Date>`clock_timestamp()`,
      ended_at: null,
      ...planColumns(plan),
    })
    // Two attempts at beginning the same run: the second finds what the first wrote.
    .onConflict(conflict => conflict.column('id').doUpdateSet({ status: 'running', ended_at: null }))
    .returning(['seq', 'id'])
    .executeTakeFirstOrThrow();
}

const planColumns = (plan: Plan) => ({
  as_of: new Date(plan.asOf),
  plan_digest: plan.digest,
  plan: JSON.stringify(plan),
});

import { type Kysely, sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { FinalStatus } from '../plan/state.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** A run by its number in this warehouse and its id everywhere. */
export interface RunRef {
  readonly seq: number;
  readonly id: string;
}

/** A run that somebody leads; what is written of it as a whole asks for the epoch. */
export interface LedRun extends RunRef {
  readonly epoch: number;
}

/** Runs of the same pipeline, client and window on an engine that are marked as running. */
export async function runningRuns(db: Kysely<Tables>, plan: Plan, engine: 'in-process' | 'temporal') {
  return await db
    .selectFrom('run')
    .select(['seq', 'id', 'epoch', 'plan_digest'])
    .where('status', '=', 'running')
    .where('engine', '=', engine)
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
 * @param epoch - of who opens it; the next one when left out
 * @returns `undefined` when no run has the id
 * @throws VB4004 when it was ended under this epoch already, or has a later one
 */
export async function reopen(
  trx: Transaction<Tables>,
  plan: Plan,
  engine: string,
  id: string,
  epoch?: number,
): Promise<LedRun | undefined> {
  const before = await trx.selectFrom('run').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (before === undefined) return undefined;
  if (epoch !== undefined && before.epoch >= epoch) {
    if (before.epoch === epoch && before.status === 'running') return before;
    throw takenOver(id, epoch);
  }
  const steps = trx.deleteFrom('run_step').where('run_seq', '=', before.seq);
  if (before.status !== 'running') await steps.where('status', '<>', 'succeeded').execute();
  if (before.plan_digest !== plan.digest) {
    await trx.updateTable('bookmark').set({ state: null, batches: 0 }).where('run_seq', '=', before.seq).execute();
    const known = sql<boolean>`not (node = any(${plan.nodes.map(node => node.id)}::text[]))`;
    await steps.where(known).execute();
  }
  return await trx
    .updateTable('run')
    .set({ status: 'running', ended_at: null, engine, epoch: epoch ?? before.epoch + 1, ...planColumns(plan) })
    .where('seq', '=', before.seq)
    .returning(ledColumns)
    .executeTakeFirstOrThrow();
}

/** What an attempt is told that comes after its successor. */
export const takenOver = (id: string, epoch: number): VerbatimError =>
  new VerbatimError('VB4004', `run ${id} has ended, or somebody else leads it: epoch ${epoch} is over`);

/** Ends a run that is at work under the epoch. */
export async function writeEnd(
  db: Kysely<Tables>,
  { seq, epoch }: Pick<LedRun, 'seq' | 'epoch'>,
  status: Exclude<FinalStatus, 'skipped'>,
): Promise<void> {
  await db
    .updateTable('run')
    .set({ status, ended_at: sql<Date>`clock_timestamp()` })
    .where('seq', '=', seq)
    .where('epoch', '=', epoch)
    .where('status', '=', 'running')
    .execute();
}

/** Gives a run of a dead process the plan that goes on with it. */
export async function takeOver(wh: Warehouse, plan: Plan, seq: number): Promise<LedRun> {
  return await wh.db
    .updateTable('run')
    .set({ ...planColumns(plan), epoch: sql<number>`epoch + 1` })
    .where('seq', '=', seq)
    .returning(ledColumns)
    .executeTakeFirstOrThrow();
}

/**
 * A new run, at work from now.
 *
 * @returns `undefined` when another attempt has written it meanwhile
 */
export async function insertRun(
  db: Kysely<Tables>,
  plan: Plan,
  engine: string,
  id: string,
  epoch = 1,
): Promise<LedRun | undefined> {
  return await db
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
      epoch,
      ...planColumns(plan),
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .returning(ledColumns)
    .executeTakeFirst();
}

const ledColumns = ['seq', 'id', 'epoch'] as const;

const planColumns = (plan: Plan) => ({
  as_of: new Date(plan.asOf),
  plan_digest: plan.digest,
  plan: JSON.stringify(plan),
});

import { VerbatimError } from '../errors.ts';
import type { FinalStatus } from '../plan/state.ts';
import { takenOver, writeEnd } from './run-rows.ts';
import { recordStep, type StepRow } from './runs.ts';
import type { Warehouse } from './warehouse.ts';

/** How a run on a server ended. */
export interface RunConclusion {
  readonly id: string;
  /** Of the execution that ends it; not asked for when left out. */
  readonly epoch?: number;
  readonly status: Exclude<FinalStatus, 'skipped'>;
  readonly steps: readonly StepRow[];
}

/**
 * Writes what became of a run and of each of its steps, all or nothing. Doing it again changes nothing.
 *
 * @throws VB4004 when a later execution leads the run · VB6002 when no run has the id
 */
export async function concludeRun(wh: Warehouse, { id, epoch, status, steps }: RunConclusion): Promise<void> {
  await wh.transaction(async trx => {
    const run = await trx
      .selectFrom('run')
      .select(['seq', 'id', 'epoch', 'status'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (run === undefined) throw new VerbatimError('VB6002', `no run has the id "${id}"`);
    if (epoch !== undefined && run.epoch > epoch) throw takenOver(id, epoch);
    if (run.status !== 'running') return;
    for (const step of steps) await recordStep({ db: trx }, run, step);
    await writeEnd(trx, run, status);
  });
}

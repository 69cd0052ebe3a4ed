import type { Kysely } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { FinalStatus } from '../plan/state.ts';
import { createRunId } from './run-id.ts';
import { shareRunLock, takeRunLock, takeTurn } from './run-lock.ts';
import { insertRun, type LedRun, reopen, runningRuns, takeOver, writeEnd } from './run-rows.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** A run that this process leads, or leads from now on for a server. */
export interface RunHandle extends LedRun {
  /** True when an earlier process began it and died. */
  readonly resumed: boolean;
  /** Frees pipeline, client and window for another run; `endRun` does it too. */
  readonly release: () => Promise<void>;
}

/** What has become of a run. */
type Fate = 'running' | Exclude<FinalStatus, 'skipped'>;

interface RunStart {
  readonly plan: Plan;
  readonly engine: 'in-process' | 'temporal';
  /** A run's id when whoever starts it names it; calling again gives the same run, opened again when it has ended. */
  readonly id?: string;
  /** On a server: the same for all attempts of an execution, and higher for every later execution of the run. */
  readonly epoch?: number;
  /** On a server: what it knows of another run of the window that is marked as running; `null` = nothing any more. */
  readonly fateOf?: (run: string) => Promise<Fate | null>;
}

/**
 * Begins a run of a plan. A run of the same pipeline, client and window whose process died is taken over when its plan
 * is the same, so that its steps go on from their bookmarks; with another plan it is closed as failed. A run that is
 * called by its id is at work again from now, whatever became of it before, with the plan that is given. On a server
 * another run that was ended by force, or lost, and could not write its end has it written here.
 *
 * @throws VB6001 naming the run that is active for the same pipeline, client and window, on either engine · VB4004 when
 *   the run has ended under the given epoch, or has a later one
 */
export async function startRun(wh: Warehouse, start: RunStart): Promise<RunHandle> {
  return start.engine === 'in-process' ? await startHere(wh, start) : await startOnServer(wh, start);
}

/** Keeps others out by a lock that lasts as long as the run. */
async function startHere(wh: Warehouse, { plan, id }: RunStart): Promise<RunHandle> {
  const release = await takeRunLock(wh, lockName(plan));
  if (release === null) throw await alreadyActive(wh.db, plan);
  try {
    const [there] = await runningRuns(wh.db, plan, 'temporal');
    if (there !== undefined) throw activeOnServer(plan, there.id);
    if (id !== undefined) {
      const resumed = await wh.transaction(trx => reopen(trx, plan, 'in-process', id));
      return { ...(resumed ?? (await insertHere(wh, plan, id))), resumed: resumed !== undefined, release };
    }
    const left = await runningRuns(wh.db, plan, 'in-process');
    const same = left.find(run => run.plan_digest === plan.digest);
    for (const run of left) if (run !== same) await writeEnd(wh.db, run, 'failed');
    if (same !== undefined) return { ...(await takeOver(wh, plan, same.seq)), resumed: true, release };
    return { ...(await insertHere(wh, plan, createRunId())), resumed: false, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * A run forced or scheduled has another id than the one beside it, so that the server lets both work: which of them may is
 * decided here, one after the other.
 */
async function startOnServer(wh: Warehouse, { plan, id = createRunId(), epoch, fateOf }: RunStart): Promise<RunHandle> {
  const others = async (db: Kysely<Tables>) =>
    (await runningRuns(db, plan, 'temporal')).filter(other => other.id !== id);
  for (const other of await others(wh.db)) {
    const fate = fateOf === undefined ? 'running' : await fateOf(other.id);
    if (fate !== 'running') await writeEnd(wh.db, other, fate ?? 'failed');
  }
  const [run, resumed] = await wh.transaction(async trx => {
    if (!(await shareRunLock(wh, trx, lockName(plan)))) throw await alreadyActive(trx, plan);
    await takeTurn(wh, trx, lockName(plan));
    const [there] = await others(trx);
    if (there !== undefined) throw activeOnServer(plan, there.id);
    const before = await reopen(trx, plan, 'temporal', id, epoch);
    if (before !== undefined) return [before, true] as const;
    const inserted = await insertRun(trx, plan, 'temporal', id, epoch);
    // Of two attempts at once the second finds what the first wrote.
    return inserted === undefined
      ? ([(await reopen(trx, plan, 'temporal', id, epoch))!, true] as const)
      : ([inserted, false] as const);
  });
  const { seq, epoch: own } = run;
  return { seq, id, epoch: own, resumed, release: async () => {} };
}

/**
 * Ends a run in process whose process is gone.
 *
 * @returns false when a process is at work on its window
 */
export async function closeLeft(wh: Warehouse, run: LedRun & { readonly plan: Plan }): Promise<boolean> {
  const release = await takeRunLock(wh, lockName(run.plan));
  if (release === null) return false;
  try {
    await writeEnd(wh.db, run, 'cancelled');
  } finally {
    await release();
  }
  return true;
}

const lockName = ({ pipeline, client, window }: Plan): string =>
  `${pipeline}/${client ?? ''}/${window.from}/${window.to}`;

async function insertHere(wh: Warehouse, plan: Plan, id: string): Promise<LedRun> {
  const run = await insertRun(wh.db, plan, 'in-process', id);
  if (run !== undefined) return run;
  throw new VerbatimError('VB9001', `run ${id} was begun twice`);
}

async function alreadyActive(db: Kysely<Tables>, plan: Plan): Promise<VerbatimError> {
  const [active] = await runningRuns(db, plan, 'in-process');
  const which = active === undefined ? 'another process' : `run ${active.id}`;
  return new VerbatimError('VB6001', `${which} is at work on ${nameOf(plan)}`, {
    hint: 'wait for it to end, or stop it',
  });
}

function activeOnServer(plan: Plan, id: string): VerbatimError {
  const which = `${id}${plan.client === null ? '' : ` --client ${plan.client}`}`;
  return new VerbatimError('VB6001', `run ${id} is at work on Temporal on ${nameOf(plan)}`, {
    hint: `wait for it: verbatim runs follow ${which}; or stop it: verbatim runs cancel ${which}`,
  });
}

const nameOf = ({ pipeline, window }: Plan): string => `pipeline "${pipeline}" from ${window.from} to ${window.to}`;

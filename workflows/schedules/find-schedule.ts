import { type Client, type ScheduleDescription, type ScheduleHandle, ScheduleNotFoundError } from '@temporalio/client';
import { VerbatimError } from '../../core/errors.ts';
import type { PipelineName } from '../contract.ts';
import { type ScheduleMemo, scheduleIdOf } from './schedule-options.ts';

/** A schedule by its pipeline, and the project that says it is its own. */
export interface OwnSchedule extends PipelineName {
  readonly project: string;
}

/**
 * Finds a schedule of this project on the server.
 *
 * @throws VB6011 when it is not there · VB6012 when another project put it there
 */
export async function findOwn(
  client: Client,
  own: OwnSchedule,
): Promise<{ readonly handle: ScheduleHandle; readonly found: ScheduleDescription }> {
  const id = scheduleIdOf(own);
  const handle = client.schedule.getHandle(id);
  const found = await describe(handle);
  if (found === null) throw notThere(id);
  requireOwner(found, own.project);
  return { handle, found };
}

/**
 * Two projects that share a namespace may have clients and pipelines of the same names.
 *
 * @throws VB6012 when the schedule is not this project's
 */
export function requireOwner(found: ScheduleDescription, project: string): void {
  const { project: owner } = memoOf(found);
  if (owner === project) return;
  const whose = owner === undefined ? 'by other hands' : `by project "${owner}"`;
  throw new VerbatimError('VB6012', `schedule ${found.scheduleId} was put on the server ${whose}`, {
    hint: 'use a namespace of its own (TEMPORAL_NAMESPACE), or remove that schedule',
  });
}

/** What a schedule says of itself; of one that other hands made, nothing. */
export const memoOf = ({ action }: ScheduleDescription): Partial<ScheduleMemo> => action.memo ?? {};

/** A schedule as the server has it; `null` when it has none. */
export async function describe(handle: ScheduleHandle): Promise<ScheduleDescription | null> {
  try {
    return await handle.describe();
  } catch (thrown) {
    if (thrown instanceof ScheduleNotFoundError) return null;
    throw thrown;
  }
}

const notThere = (id: string): VerbatimError =>
  new VerbatimError('VB6011', `the server has no schedule ${id}`, { hint: 'put it there: verbatim schedule apply' });

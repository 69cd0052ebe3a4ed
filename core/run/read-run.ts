import { VerbatimError } from '../errors.ts';
import { noCounts } from '../plan/result.ts';
import type { FinalStatus } from '../plan/state.ts';
import { readRunRows } from '../warehouse/run-read.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The record of a run that has ended, from the warehouse: the same whichever engine ran it. A step of which nothing is
 * recorded was cancelled: its run was ended from outside.
 *
 * @throws VB6002 when no run has the id · VB6001 while it is at work
 */
export async function readRun(wh: Warehouse, id: string): Promise<RunRecord> {
  const { plan, engine, status, startedAt, endedAt, steps } = await readRunRows(wh, id);
  if (status === 'running' || endedAt === null) {
    throw new VerbatimError('VB6001', `run ${id} is at work`, { hint: 'wait for it to end' });
  }
  const known = new Map(steps.map(step => [step.node, step]));
  const untouched = { status: 'cancelled', attempts: 0, result: null, failure: null, counts: noCounts } as const;
  return {
    ...{ id, plan, engine, status, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() },
    nodes: plan.nodes.map(node => {
      const { attempts, result, failure, counts, ...step } = known.get(node.id) ?? untouched;
      const final: FinalStatus = step.status === 'running' ? 'cancelled' : step.status;
      return { node, status: final, attempts, result, failure, counts };
    }),
  };
}

import { sql, type Transaction } from 'kysely';
import type { Counts } from '../plan/result.ts';
import type { Tables } from './tables.ts';

const columns = ['read', 'written', 'unchanged', 'rejected', 'deduplicated', 'filtered'] as const;

/** Counts of a node over all its batches in a run, those of earlier attempts included; all 0 when it has none. */
export async function ledgerTotals(trx: Transaction<Tables>, runSeq: number, node: string): Promise<Counts> {
  return await trx
    .selectFrom('run_batch')
    .select(({ fn }) => columns.map(column => fn.coalesce(fn.sum<number>(column), sql<number>`0`).as(column)))
    .where('run_seq', '=', runSeq)
    .where('node', '=', node)
    .executeTakeFirstOrThrow();
}

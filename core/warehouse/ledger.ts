import { type Kysely, sql, type Transaction } from 'kysely';
import type { Counts } from '../plan/result.ts';
import type { Shard } from './annotation-tasks.ts';
import type { Tables } from './tables.ts';

const columns = ['read', 'written', 'unchanged', 'rejected', 'deduplicated', 'filtered'] as const;

const totals = columns.map(column => sql<number>`coalesce(sum(${sql.ref(column)}), 0)`.as(column));

/** Under which name a node, or a part of it, stands in the ledger and has its fence. No node's id has a `#`. */
export const partName = (node: string, shard: Shard | null): string =>
  shard === null ? node : `${node}#${shard.index}/${shard.of}`;

/**
 * Counts of a node over all its batches in a run, those of earlier attempts included; all 0 when it has none.
 *
 * @param shard - counts of that part alone. The first part takes what earlier attempts wrote that were shared out in
 *   another way, so that the sum over the parts is always the node's.
 */
export async function ledgerTotals(
  trx: Transaction<Tables>,
  runSeq: number,
  node: string,
  shard: Shard | null = null,
): Promise<Counts> {
  let query = trx.selectFrom('run_batch').select(totals).where('run_seq', '=', runSeq);
  if (shard !== null && shard.index > 0) query = query.where('node', '=', partName(node, shard));
  else query = query.where(sql<boolean>`split_part(node, '#', 1) = ${node}::text`);
  if (shard?.index === 0 && shard.of > 1) query = query.where('node', 'not in', otherParts(node, shard));
  return await query.executeTakeFirstOrThrow();
}

/** Counts of each node of a run that has batches, as `ledgerTotals` gives them. */
export async function ledgerOfRun(db: Kysely<Tables>, runSeq: number): Promise<ReadonlyMap<string, Counts>> {
  const rows = await db
    .selectFrom('run_batch')
    .select(sql<string>`split_part(node, '#', 1)`.as('name'))
    .select(totals)
    .where('run_seq', '=', runSeq)
    .groupBy('name')
    .execute();
  return new Map(rows.map(({ name, ...counts }) => [name, counts]));
}

const otherParts = (node: string, { index, of }: Shard): readonly string[] =>
  Array.from({ length: of }, (_, other) => partName(node, { index: other, of })).filter((_, other) => other !== index);

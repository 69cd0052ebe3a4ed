import { sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Counts } from '../plan/result.ts';
import type { StreamOptions } from './batch.ts';
import { moveBookmark } from './bookmark.ts';
import { markDirtyDays } from './dirty-days.ts';
import { ledgerTotals } from './ledger.ts';
import type { HeldStream } from './open-stream.ts';
import { resolveUnseen } from './quarantine-write.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

interface FinishOptions extends StreamOptions {
  readonly held: HeldStream;
  readonly removing: boolean;
}

/** Ends a stream after a complete read, in one transaction; not at all when `judge` throws. */
export function finishStream(wh: Warehouse, options: FinishOptions, judge: (counts: Counts) => void): Promise<Counts> {
  const { held, run, node } = options;
  return wh.transaction(async trx => {
    await sql`set local statement_timeout = '10min'`.execute(trx);
    await moveBookmark(trx, held.hold, null, true);
    if (held.hold.again) await settle(trx, held.streamId, run.seq, node.id);
    const counts = await ledgerTotals(trx, run.seq, node.id);
    await assertStored(trx, held, run.seq, node.id, counts);
    judge(counts);
    // A source that gave nothing is more likely broken than empty; what is here stays.
    if (options.removing && counts.read > 0) await removeUnseen(trx, options);
    await resolveUnseen(trx, held.streamId, run.seq);
    return counts;
  });
}

async function storedBy(trx: Transaction<Tables>, streamId: number, runSeq: number): Promise<number> {
  const { n } = await trx
    .selectFrom('feedback')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('stream_id', '=', streamId)
    .where('last_run', '=', runSeq)
    .executeTakeFirstOrThrow();
  return n;
}

/**
 * When a run needed several attempts, a record met again may have been counted as written twice: by a batch whose
 * counts stand, and by one that was read again. The table knows how many there are; the last batches give back the rest.
 */
async function settle(trx: Transaction<Tables>, streamId: number, runSeq: number, node: string): Promise<void> {
  const excess = (await ledgerTotals(trx, runSeq, node)).written - (await storedBy(trx, streamId, runSeq));
  if (excess <= 0) return;
  await sql`
    update run_batch as b set written = b.written - t.take, deduplicated = b.deduplicated + t.take
    from (
      select number, least(written, greatest(0, ${excess}::int - coalesce(sum(written) over later, 0)))::int as take
      from run_batch where run_seq = ${runSeq}::int and node = ${node}::text
      window later as (order by number desc rows between unbounded preceding and 1 preceding)
    ) as t
    where b.run_seq = ${runSeq}::int and b.node = ${node}::text and b.number = t.number and t.take > 0`.execute(trx);
}

/** What the ledger says was written carries this run's number in the table. */
async function assertStored(
  trx: Transaction<Tables>,
  held: HeldStream,
  runSeq: number,
  node: string,
  counts: Counts,
): Promise<void> {
  const { read, written, unchanged, rejected, deduplicated } = counts;
  // The rows of a first attempt were counted as they were stored. An attempt before this one may have written a record
  // that the source no longer has.
  const stored = held.hold.again ? await storedBy(trx, held.streamId, runSeq) : written;
  if (stored >= written && read === written + unchanged + rejected + deduplicated) return;
  throw new VerbatimError(
    'VB4005',
    `${node}: ${read} read, ${written} written (${stored} stored), ${unchanged} unchanged, ${rejected} rejected and ${deduplicated} deduplicated`,
  );
}

async function removeUnseen(trx: Transaction<Tables>, options: FinishOptions): Promise<void> {
  const streamId = options.held.streamId;
  const { rows } = await sql<{ day: string }>`
    with gone as (
      delete from feedback as f
      where f.stream_id = ${streamId}::int and f.last_run <> ${options.run.seq}::int and not exists (
        select from seen_key as s where s.stream_id = f.stream_id and s.external_id = f.external_id)
      returning f.stream_id, f.external_id, f.occurred_at
    ),
    annotations as (
      delete from annotation as a using gone where a.stream_id = gone.stream_id and a.external_id = gone.external_id
    ),
    memberships as (
      delete from segment_membership as m using gone
      where m.stream_id = gone.stream_id and m.external_id = gone.external_id
    )
    select distinct (occurred_at at time zone ${options.timezone}::text)::date as day from gone`.execute(trx);
  await markDirtyDays(
    trx,
    options.pipeline,
    rows.map(row => row.day),
  );
  await trx.deleteFrom('seen_key').where('stream_id', '=', streamId).execute();
}

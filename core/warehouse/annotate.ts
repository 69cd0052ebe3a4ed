import { type RawBuilder, sql, type Transaction } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { SentimentNode } from '../plan/plan.ts';
import type { Counts } from '../plan/result.ts';
import { type AnnotationResult, putAnnotationsSql } from './annotation-rows.ts';
import { type AnnotationTask, createTaskReader } from './annotation-tasks.ts';
import { markDirtyDays } from './dirty-days.ts';
import { daySql } from './kpi-parts-sql.ts';
import type { Warehouse } from './open.ts';
import type { Tables } from './tables.ts';

interface AnnotatorRequest {
  readonly run: { readonly seq: number; readonly id: string };
  readonly node: SentimentNode;
  readonly pipeline: string;
  /** IANA name; says on which days the annotated feedback lies. */
  readonly timezone: string;
}

/** Hands out the texts that a step has not scored and takes what its model says of them. */
export interface Annotator {
  /** The next texts in key order, at most `limit`; none when all are handed out. */
  readonly next: (limit: number) => Promise<readonly AnnotationTask[]>;
  /**
   * Writes annotations, marks their days for the KPIs and adds a row to the ledger, in one transaction.
   *
   * @returns `read` and `written`: texts whose feedback is still there; an abstention is written too
   * @throws VB4004 when another attempt of this step took over
   */
  readonly write: (results: readonly AnnotationResult[]) => Promise<Counts>;
  /**
   * Removes what the step said of texts that it no longer reads or with an older model, and ends the step.
   *
   * @returns counts over all batches of this step in this run, those of earlier attempts included
   * @throws VB4004 when another attempt of this step took over
   */
  readonly finish: () => Promise<Counts>;
}

/**
 * Starts an attempt of a text step; an earlier attempt that still works is fenced off from here on.
 * What is scored stays scored: stopped at any point, the next attempt goes on with the texts that are left.
 */
export async function openAnnotator(warehouse: Warehouse, request: AnnotatorRequest): Promise<Annotator> {
  const { node, pipeline, timezone } = request;
  const epoch = await takeOver(warehouse, request);
  const fence = (trx: Transaction<Tables>, done: boolean) => assertMine(trx, request, epoch, done);
  return {
    next: await createTaskReader(warehouse, node, pipeline),
    write: results =>
      warehouse.transaction(async trx => {
        await fence(trx, false);
        const { rows: days } = await putAnnotationsSql(results, node, timezone).execute(trx);
        const changed = days.filter(day => day.changed).map(({ day }) => day);
        await markDirtyDays(trx, pipeline, changed);
        return await addToLedger(
          trx,
          request,
          epoch,
          days.reduce((sum, { rows }) => sum + rows, 0),
        );
      }),
    finish: () =>
      warehouse.transaction(async trx => {
        await fence(trx, true);
        await markDirtyDays(trx, pipeline, await mendOlder(trx, request));
        return await ledgerTotals(trx, request);
      }),
  };
}

const bookmarkKey = ({ pipeline, node }: AnnotatorRequest): string => `step:${pipeline}/${node.id}`;

async function takeOver(warehouse: Warehouse, request: AnnotatorRequest): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`
    insert into bookmark (key, epoch, run_seq, state, state_version, batches, done, updated_at)
    values (${bookmarkKey(request)}::text, 1, ${request.run.seq}::int, null, 1, 0, false, now())
    on conflict (key) do update set
      epoch = bookmark.epoch + 1, run_seq = excluded.run_seq, done = false, updated_at = now()
    returning epoch`.execute(warehouse.db);
  return rows[0]!.epoch;
}

/** The row lock that this takes lasts until the transaction ends, so an attempt that takes over waits for this batch. */
async function assertMine(
  trx: Transaction<Tables>,
  request: AnnotatorRequest,
  epoch: number,
  done: boolean,
): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('bookmark')
    .set({ updated_at: sql<Date>`now()`, done })
    .where('key', '=', bookmarkKey(request))
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return;
  throw new VerbatimError('VB4004', `another attempt of step ${request.node.id} took over from attempt ${epoch}`);
}

async function addToLedger(
  trx: Transaction<Tables>,
  { run, node }: AnnotatorRequest,
  epoch: number,
  rows: number,
): Promise<Counts> {
  const counts = { read: rows, written: rows, unchanged: 0, rejected: 0, deduplicated: 0, filtered: 0 };
  await sql`
    insert into run_batch (run_seq, node, epoch, number, read, written, unchanged, rejected, deduplicated, filtered)
    select ${run.seq}::int, ${node.id}::text, ${epoch}::int, coalesce(max(number), 0) + 1,
      ${rows}::int, ${rows}::int, 0, 0, 0, 0
    from run_batch where run_seq = ${run.seq}::int and node = ${node.id}::text`.execute(trx);
  return counts;
}

/** Brings what earlier runs wrote in line with the step as it is now; gives the days of what changed. */
async function mendOlder(
  trx: Transaction<Tables>,
  { node, pipeline, timezone }: AnnotatorRequest,
): Promise<readonly string[]> {
  const ofStep = sql`a.step = ${node.id}::text and s.pipeline = ${pipeline}::text
    and s.id = a.stream_id and f.stream_id = a.stream_id and f.external_id = a.external_id`;
  const outdated = sql`(a.model <> ${node.model}::text or a.question <> all(${node.texts}::text[]))`;
  const statements: readonly RawBuilder<{ day: string }>[] = [
    sql`with touched as (
      delete from annotation as a using stream as s, feedback as f where ${ofStep} and ${outdated}
      returning ${daySql(timezone)} as day
    ) select distinct day from touched`,
    sql`with touched as (
      update annotation as a set rank = ${node.rank}::int from stream as s, feedback as f
      where ${ofStep} and a.rank <> ${node.rank}::int returning ${daySql(timezone)} as day
    ) select distinct day from touched`,
  ];
  const days = new Set<string>();
  for (const statement of statements) {
    const { rows } = await statement.execute(trx);
    for (const { day } of rows) days.add(day);
  }
  return [...days];
}

async function ledgerTotals(trx: Transaction<Tables>, { run, node }: AnnotatorRequest): Promise<Counts> {
  return await trx
    .selectFrom('run_batch')
    .select(({ fn }) => [
      fn.coalesce(fn.sum<number>('read'), sql<number>`0`).as('read'),
      fn.coalesce(fn.sum<number>('written'), sql<number>`0`).as('written'),
      fn.coalesce(fn.sum<number>('unchanged'), sql<number>`0`).as('unchanged'),
      fn.coalesce(fn.sum<number>('rejected'), sql<number>`0`).as('rejected'),
      fn.coalesce(fn.sum<number>('deduplicated'), sql<number>`0`).as('deduplicated'),
      fn.coalesce(fn.sum<number>('filtered'), sql<number>`0`).as('filtered'),
    ])
    .where('run_seq', '=', run.seq)
    .where('node', '=', node.id)
    .executeTakeFirstOrThrow();
}

import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { SentimentNode } from '../plan/plan.ts';
import type { Counts } from '../plan/result.ts';
import { type AnnotationResult, putAnnotationsSql } from './annotation-rows.ts';
import { type AnnotationTask, createTaskReader, inShard, type Shard } from './annotation-tasks.ts';
import { moveBookmark, takeBookmark } from './bookmark.ts';
import { markDirtyDays } from './dirty-days.ts';
import { daySql } from './kpi-parts-sql.ts';
import { ledgerTotals, partName } from './ledger.ts';
import { learnValues } from './planner-statistics.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

interface AnnotatorRequest {
  readonly run: { readonly seq: number; readonly id: string };
  readonly node: SentimentNode;
  readonly pipeline: string;
  /** IANA name; says on which days the annotated feedback lies. */
  readonly timezone: string;
  /** The part of the texts that this attempt is for; all of them when left out. Attempts of other parts are let be. */
  readonly shard?: Shard | null;
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
   * Removes what the step said of texts that it no longer reads or with an older model, and ends the step, or its part.
   *
   * @returns counts over all batches of this step in this run, those of earlier attempts included; of a part, counts
   *   that give the step's when those of all parts are added
   * @throws VB4004 when another attempt of this step took over
   */
  readonly finish: () => Promise<Counts>;
}

/**
 * Starts an attempt of a text step; an earlier attempt that still works is fenced off from here on.
 * What is scored stays scored: stopped at any point, the next attempt goes on with the texts that are left.
 */
export async function openAnnotator(warehouse: Warehouse, request: AnnotatorRequest): Promise<Annotator> {
  const { run, node, pipeline, timezone, shard = null } = request;
  const name = partName(node.id, shard);
  const key = `step:${pipeline}/${name}`;
  // What is left to do can be asked of the tables, so the bookmark is a fence only: it has no state.
  const hold = await warehouse.transaction(trx => takeBookmark(trx, key, run.seq, 1, false));
  let planned = false;
  const write = (results: readonly AnnotationResult[]): Promise<Counts> =>
    warehouse.transaction(async trx => {
      await moveBookmark(trx, hold, null, false);
      const { rows: days } = await putAnnotationsSql(results, node, timezone).execute(trx);
      const changed = days.filter(day => day.changed).map(({ day }) => day);
      await markDirtyDays(trx, pipeline, changed);
      const rows = days.reduce((sum, day) => sum + day.rows, 0);
      return await addToLedger(trx, run.seq, name, hold.epoch, rows);
    });
  return {
    next: await createTaskReader(warehouse, node, pipeline, shard),
    write: async results => {
      const counts = await write(results);
      const first = results[0]?.task;
      if (!planned && first !== undefined) {
        const values = { stream_id: first.streamId, question: first.question, step: node.id, model: node.model };
        await learnValues(warehouse, 'annotation', values);
      }
      planned = true;
      return counts;
    },
    finish: () =>
      warehouse.transaction(async trx => {
        await sql`set local statement_timeout = '10min'`.execute(trx);
        await moveBookmark(trx, hold, null, true);
        await markDirtyDays(trx, pipeline, await mendOlder(trx, request));
        return await ledgerTotals(trx, run.seq, node.id, shard);
      }),
  };
}

async function addToLedger(
  trx: Transaction<Tables>,
  runSeq: number,
  name: string,
  epoch: number,
  rows: number,
): Promise<Counts> {
  const counts = { read: rows, written: rows, unchanged: 0, rejected: 0, deduplicated: 0, filtered: 0 };
  await sql`
    insert into run_batch (run_seq, node, epoch, number, read, written, unchanged, rejected, deduplicated, filtered)
    select ${runSeq}::int, ${name}::text, ${epoch}::int, coalesce(max(number), 0) + 1,
      ${rows}::int, ${rows}::int, 0, 0, 0, 0
    from run_batch where run_seq = ${runSeq}::int and node = ${name}::text`.execute(trx);
  return counts;
}

/** Brings what earlier runs wrote in line with the step as it is now; gives the days of what changed. */
async function mendOlder(
  trx: Transaction<Tables>,
  { node, pipeline, timezone, shard = null }: AnnotatorRequest,
): Promise<readonly string[]> {
  const ofStep = sql`a.step = ${node.id}::text and s.pipeline = ${pipeline}::text
    and s.id = a.stream_id and f.stream_id = a.stream_id and f.external_id = a.external_id
    and ${inShard(shard)}`;
  const outdated = sql`(a.model <> ${node.model}::text or a.question <> all(${node.texts}::text[]))`;
  // Most runs find none, and the join with the feedback, for the days, would read both tables whole to say so.
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from annotation as a join stream as s on s.id = a.stream_id
      where a.step = ${node.id}::text and s.pipeline = ${pipeline}::text
        and (${outdated} or a.rank <> ${node.rank}::int)
    ) as found`.execute(trx);
  if (!rows[0]!.found) return [];
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

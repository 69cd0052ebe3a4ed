import { sql } from 'kysely';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';

/** A table's rows of one pipeline as a multiset: how many there are, and a sum of their hashes in whatever order. */
interface Multiset {
  readonly rows: number;
  readonly hash: string;
}

/** All that a pipeline has in the warehouse, without numbers that only say where and when it was written. */
export interface RowDigests {
  readonly feedback: Multiset;
  readonly annotation: Multiset;
  readonly kpiDaily: Multiset;
  readonly quarantine: Multiset;
  /** The ledger's sums by step, parts of a step together. */
  readonly ledger: readonly Readonly<Record<string, string | number>>[];
}

/** Digests of what one pipeline has; of two pipelines over the same source they are equal. */
export async function rowDigests({ db }: Pick<Warehouse, 'db'>, pipeline: string): Promise<RowDigests> {
  const ofPipeline = sql`stream_id in (select id from stream where pipeline = ${pipeline}::text)`;
  const multiset = async (rows: ReturnType<typeof sql>): Promise<Multiset> => {
    const { rows: found } = await sql<Multiset>`
      select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as hash
      from (${rows}) as t`.execute(db);
    return found[0]!;
  };
  const { rows: ledger } = await sql<Readonly<Record<string, string | number>>>`
    select split_part(b.node, '#', 1) as step, sum(read)::int as read, sum(written)::int as written,
      sum(unchanged)::int as unchanged, sum(rejected)::int as rejected, sum(deduplicated)::int as deduplicated,
      sum(filtered)::int as filtered
    from run_batch as b join run as r on r.seq = b.run_seq
    where r.pipeline = ${pipeline}::text group by 1 order by 1`.execute(db);
  return {
    feedback: await multiset(sql`
      select external_id, occurred_at, customer_key, channel, touchpoint, language, comment, answers, texts, attributes,
        content_hash
      from feedback where ${ofPipeline}`),
    annotation: await multiset(sql`
      select external_id, question, step, model, rank, label, score, probability, margin, needs_review, mixed, because,
        clauses
      from annotation where ${ofPipeline}`),
    kpiDaily: await multiset(sql`
      select d.kpi, d.on_question, k.day, k.cell, k.counts, k.sums
      from kpi_daily as k join kpi_definition as d on d.id = k.definition_id where d.pipeline = ${pipeline}::text`),
    quarantine: await multiset(sql`
      select origin, code, reason, raw, fingerprint, resolved_run is null as open from quarantine where ${ofPipeline}`),
    ledger,
  };
}

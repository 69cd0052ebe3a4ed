import { sql } from 'kysely';
import type { Condition } from '../model/condition.ts';
import type { Instant, Polarity, Scalar } from '../model/feedback.ts';
import type { Window } from '../model/window.ts';
import { conditionSql, type FieldSql } from './condition-sql.ts';
import { feedbackField } from './feedback-field.ts';
import type { Warehouse } from './warehouse.ts';

/** A text that a report may quote, redacted as it is stored. */
export interface QuoteCandidate {
  readonly source: string;
  readonly externalId: string;
  readonly occurredAt: Instant;
  /** Keyed hash of the customer's id, hex, so that no customer is quoted twice. */
  readonly customer: string | null;
  readonly channel: string | null;
  readonly touchpoint: string | null;
  readonly language: string | null;
  readonly text: string;
  readonly answers: Readonly<Record<string, number | null>>;
  readonly attributes: Readonly<Record<string, Scalar | null>>;
  readonly label: Polarity;
  /** -1 to 1. */
  readonly score: number;
  readonly probability: number | null;
  readonly mixed: boolean;
  readonly because: readonly string[];
}

interface QuotesRequest {
  readonly pipeline: string;
  readonly window: Window;
  /** `comment`, or the question whose texts are wanted. */
  readonly on: string;
  /** May test the fields of a feedback, and of the text's annotation `annotation.label` and `annotation.score`. */
  readonly where: Condition;
  /** Candidates at most. */
  readonly limit: number;
}

/**
 * Texts that a report may quote: annotated ones of a window for which a condition holds.
 *
 * @returns `n`: how many there are · `candidates`: at most `limit` of them, drawn without regard to what they say: in the
 *   order of a hash of their keys, so that the same warehouse gives the same sample
 */
export async function readQuotes(
  warehouse: Pick<Warehouse, 'db'>,
  { pipeline, window, on, where, limit }: QuotesRequest,
): Promise<{ readonly n: number; readonly candidates: readonly QuoteCandidate[] }> {
  const text = on === 'comment' ? sql.ref('f.comment') : sql`(f.texts ->> ${on}::text)`;
  const { rows } = await sql<Stored>`
    select s.source, f.external_id as "externalId", f.occurred_at as "occurredAt",
      encode(f.customer_key, 'hex') as customer, f.channel, f.touchpoint, f.language, ${text} as text,
      f.answers, f.attributes, a.label, a.score, a.probability, a.mixed, a.because, count(*) over () as n
    from feedback as f
    join stream as s on s.id = f.stream_id
    join lateral (
      select * from annotation
      where stream_id = f.stream_id and external_id = f.external_id and question = ${on}::text and label is not null
      order by rank, step limit 1
    ) as a on true
    where s.pipeline = ${pipeline}::text
      and f.occurred_at >= ${window.from}::timestamptz and f.occurred_at < ${window.to}::timestamptz
      and ${text} <> '' and ${conditionSql(where, quoteField)}
    order by md5(s.source || chr(31) || f.external_id), s.source collate "C", f.external_id, f.stream_id
    limit ${limit}::int`.execute(warehouse.db);
  return {
    n: rows[0]?.n ?? 0,
    candidates: rows.map(({ n: _, occurredAt, ...row }) => ({ ...row, occurredAt: occurredAt.toISOString() })),
  };
}

interface Stored extends Omit<QuoteCandidate, 'occurredAt'> {
  readonly occurredAt: Date;
  readonly n: number;
}

function quoteField(field: string): FieldSql {
  if (field === 'annotation.label') return { kind: 'text', value: sql.ref('a.label') };
  if (field === 'annotation.score') return { kind: 'number', value: sql`a.score::numeric` };
  return feedbackField(field);
}

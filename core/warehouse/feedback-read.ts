import { type RawBuilder, sql } from 'kysely';
import type { Condition } from '../model/condition.ts';
import type { Instant, Scalar } from '../model/feedback.ts';
import type { Window } from '../model/window.ts';
import { conditionSql } from './condition-sql.ts';
import { feedbackField } from './feedback-field.ts';
import type { Warehouse } from './warehouse.ts';

/** One feedback as `verbatim feedback` prints it: the redacted text, never the original. */
export interface FeedbackRow {
  readonly source: string;
  readonly stream: string;
  readonly externalId: string;
  readonly occurredAt: Instant;
  /** Keyed hash of the customer's id, hex. */
  readonly customer: string | null;
  readonly channel: string | null;
  readonly touchpoint: string | null;
  /** By question; `null` = asked, no answer. */
  readonly answers: Readonly<Record<string, number | null>>;
  readonly language: string | null;
  readonly comment: string | null;
  /** Further texts by question. */
  readonly texts: Readonly<Record<string, string | null>>;
  readonly attributes: Readonly<Record<string, Scalar | null>>;
  /** Each text's annotation (`clause` is null), followed by those of its clauses; abstentions are left out. */
  readonly annotations: readonly AnnotationEntry[];
  /** Scheme → segment. */
  readonly segments: Readonly<Record<string, string>>;
}

interface AnnotationEntry {
  readonly step: string;
  readonly model: string;
  readonly question: string;
  readonly label: string;
  readonly score: number;
  readonly probability: number | null;
  /** Half-open span of the text. */
  readonly clause: { readonly from: number; readonly to: number } | null;
  readonly aspect: null;
  readonly topic: null;
  readonly emotion: null;
  readonly because: readonly string[];
}

interface FeedbackRequest {
  readonly pipeline: string;
  /** `null` = of all time. */
  readonly window: Window | null;
  /** Rows at most. */
  readonly limit?: number;
  readonly where?: Condition;
}

/** Rows of one query; memory holds one page however many rows are read. */
const pageSize = 1_000;

/** Reads feedback in the order of `occurredAt`, `source`, `externalId`; nothing for an empty warehouse. */
export async function* readFeedback(
  warehouse: Pick<Warehouse, 'db'>,
  request: FeedbackRequest,
): AsyncGenerator<FeedbackRow> {
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  let after: Stored | null = null;
  while (left > 0) {
    const size = Math.min(pageSize, left);
    const page: readonly Stored[] = (await pageSql(request, after, size).execute(warehouse.db)).rows;
    for (const row of page) yield asRow(row);
    if (page.length < size) return;
    left -= page.length;
    after = page.at(-1)!;
  }
}

interface StoredAnnotation extends Omit<AnnotationEntry, 'clause' | 'aspect' | 'topic' | 'emotion'> {
  readonly clauses: readonly {
    readonly from: number;
    readonly to: number;
    readonly label: string;
    readonly score: number;
  }[];
}

interface Stored extends Omit<FeedbackRow, 'occurredAt' | 'annotations'> {
  readonly streamId: number;
  readonly occurredAt: Date;
  readonly annotations: readonly StoredAnnotation[];
}

function pageSql({ pipeline, window, where }: FeedbackRequest, after: Stored | null, size: number): RawBuilder<Stored> {
  const conditions = [
    sql`f.stream_id = s.id`,
    ...(window === null
      ? []
      : [sql`f.occurred_at >= ${window.from}::timestamptz and f.occurred_at < ${window.to}::timestamptz`]),
    ...(where === undefined ? [] : [conditionSql(where, feedbackField)]),
    ...(after === null ? [] : [afterSql(after)]),
  ];
  // Each stream gives its own first rows, a walk along its index on time; a page sorts no more than those.
  return sql<Stored>`
    select s.source, s.name as stream, f.stream_id as "streamId", f.external_id as "externalId",
      f.occurred_at as "occurredAt", encode(f.customer_key, 'hex') as customer, f.channel, f.touchpoint,
      f.answers, f.language, f.comment, f.texts, f.attributes,
      ${annotationsOf} as annotations, ${segmentsOf} as segments
    from stream as s cross join lateral (
      select f.* from feedback as f
      where ${sql.join(conditions, sql` and `)}
      order by f.occurred_at, f.external_id
      limit ${size}::int
    ) as f
    where s.pipeline = ${pipeline}::text
    order by f.occurred_at, s.source collate "C", f.external_id, f.stream_id
    limit ${size}::int`;
}

const annotationsOf = sql`coalesce((
  select jsonb_agg(jsonb_build_object('step', a.step, 'model', a.model, 'question', a.question, 'label', a.label,
    'score', a.score, 'probability', a.probability, 'because', a.because, 'clauses', a.clauses)
    order by a.question collate "C", a.rank, a.step collate "C")
  from annotation as a
  where a.stream_id = f.stream_id and a.external_id = f.external_id and a.label is not null
), '[]')`;

const segmentsOf = sql`coalesce((
  select jsonb_object_agg(m.scheme, m.segment) from segment_membership as m
  where m.stream_id = f.stream_id and m.external_id = f.external_id
), '{}')`;

// The first comparison is for the index on time; the second settles feedback of the same instant.
const afterSql = ({ occurredAt, source, externalId, streamId }: Stored): RawBuilder<boolean> => sql`
  f.occurred_at >= ${occurredAt}::timestamptz
  and (f.occurred_at, s.source collate "C", f.external_id, f.stream_id)
    > (${occurredAt}::timestamptz, ${source}::text, ${externalId}::text, ${streamId}::int)`;

function asRow({ streamId: _, occurredAt, annotations, ...row }: Stored): FeedbackRow {
  return { ...row, occurredAt: occurredAt.toISOString(), annotations: annotations.flatMap(entriesOf) };
}

const unknown = { aspect: null, topic: null, emotion: null } as const;

function entriesOf({ clauses, ...text }: StoredAnnotation): readonly AnnotationEntry[] {
  const whole = { ...text, clause: null, ...unknown };
  const parts = clauses.map(({ from, to, label, score }) => ({
    ...{ ...text, label, score, probability: null, clause: { from, to } },
    ...unknown,
    because: [],
  }));
  return [whole, ...parts];
}

import { type RawBuilder, sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import type { Annotation } from '../model/feedback.ts';
import type { SentimentNode } from '../plan/plan.ts';
import type { AnnotationTask } from './annotation-tasks.ts';
import { daySql } from './kpi-parts-sql.ts';
import { storable } from './storable.ts';

/** A text and what the model says of it; `null` = it abstains. */
export interface AnnotationResult {
  readonly task: Pick<AnnotationTask, 'streamId' | 'externalId' | 'question'>;
  readonly annotation: Annotation | null;
}

/** How many annotations were written on a day, and whether one of them says something else than before. */
export interface AnnotatedDay {
  readonly day: string;
  readonly rows: number;
  readonly changed: boolean;
}

/**
 * One statement that writes annotations over those of an older model revision. A feedback that is gone by now is left out.
 *
 * @throws VB3004 when an annotation has not the shape that a sentiment plugin promises
 */
export function putAnnotationsSql(
  results: readonly AnnotationResult[],
  node: SentimentNode,
  timezone: string,
): RawBuilder<AnnotatedDay> {
  const rows = results.map(result => checked(result, node));
  const column = (name: keyof Row, type: RawBuilder<unknown>) => sql`${rows.map(row => row[name])}::${type}[]`;
  return sql<AnnotatedDay>`
    with given as materialized (
      select * from unnest(
        ${column('streamId', sql`int`)}, ${column('externalId', sql`text`)}, ${column('question', sql`text`)},
        ${column('label', sql`text`)}, ${column('score', sql`float8`)}, ${column('probability', sql`float8`)},
        ${column('margin', sql`float8`)}, ${column('needsReview', sql`boolean`)}, ${column('mixed', sql`boolean`)},
        ${column('because', sql`jsonb`)}, ${column('clauses', sql`jsonb`)}
      ) as given (stream_id, external_id, question, label, score, probability, margin, needs_review, mixed, because, clauses)
    ),
    known as materialized (
      select given.*, ${daySql(timezone)} as day,
        (a.label, a.score, a.rank) is distinct from (given.label, given.score, ${node.rank}::int) as changed
      from given
      join feedback as f on f.stream_id = given.stream_id and f.external_id = given.external_id
      left join annotation as a on a.stream_id = given.stream_id and a.external_id = given.external_id
        and a.question = given.question and a.step = ${node.id}::text
    ),
    put as (
      insert into annotation (stream_id, external_id, question, step, model, rank,
        label, score, probability, margin, needs_review, mixed, because, clauses)
      select stream_id, external_id, question, ${node.id}::text, ${node.model}::text, ${node.rank}::int,
        label, score, probability, margin, needs_review, mixed, because, clauses
      from known
      on conflict (stream_id, external_id, question, step) do update set
        model = excluded.model, rank = excluded.rank, label = excluded.label, score = excluded.score,
        probability = excluded.probability, margin = excluded.margin, needs_review = excluded.needs_review,
        mixed = excluded.mixed, because = excluded.because, clauses = excluded.clauses
    )
    select day, count(*) as rows, bool_or(changed) as changed from known group by day`;
}

interface Row {
  readonly streamId: number;
  readonly externalId: string;
  readonly question: string;
  readonly label: string | null;
  readonly score: number | null;
  readonly probability: number | null;
  readonly margin: number | null;
  readonly needsReview: boolean;
  readonly mixed: boolean;
  readonly because: string;
  readonly clauses: string;
}

const labels: ReadonlySet<string> = new Set(['negative', 'neutral', 'positive']);

function checked({ task, annotation }: AnnotationResult, node: SentimentNode): Row {
  const { streamId, externalId, question } = task;
  const key = { streamId, externalId, question };
  if (annotation === null) {
    const silent = { label: null, score: null, probability: null, margin: null, needsReview: false, mixed: false };
    return { ...key, ...silent, because: '[]', clauses: '[]' };
  }
  const { label, score, probability, margin, needsReview, mixed, because, clauses } = annotation;
  const fault = labels.has(label) ? faultOf({ score, probability, margin }) : `label "${String(label)}"`;
  if (fault !== null) {
    throw new VerbatimError('VB3004', `step ${node.id}: plugin "${node.use}" gave an annotation with ${fault}`, {
      hint: 'label is negative, neutral or positive; score is -1 to 1; probability and margin are 0 to 1 or null',
    });
  }
  return {
    ...{ ...key, label, score, probability, margin, needsReview, mixed },
    because: JSON.stringify(because.map(storable)),
    clauses: JSON.stringify(
      clauses.map(clause => ({ from: clause.from, to: clause.to, label: clause.label, score: clause.score })),
    ),
  };
}

function faultOf(numbers: Pick<Annotation, 'score' | 'probability' | 'margin'>): string | null {
  if (!(numbers.score >= -1 && numbers.score <= 1)) return `score ${numbers.score}`;
  const outside = (['probability', 'margin'] as const).find(name => {
    const value = numbers[name];
    return value !== null && !(value >= 0 && value <= 1);
  });
  return outside === undefined ? null : `${outside} ${numbers[outside]}`;
}

import { type RawBuilder, sql } from 'kysely';
import type { SentimentNode } from '../plan/plan.ts';
import type { Warehouse } from './warehouse.ts';

/** One text that a step has not scored with its present model. */
export interface AnnotationTask {
  readonly streamId: number;
  readonly externalId: string;
  /** `comment`, or the question that the text answers. */
  readonly question: string;
  readonly text: string;
  /** One of the model's languages, or `null` when nobody knows the text's language. */
  readonly language: string | null;
  /** What the question's wording suggests. */
  readonly prior: 'negative' | 'positive' | null;
}

/** A part of a step's texts: the feedback whose key hashes to `index` of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** True for the feedback `f` of a shard; of every feedback when the step is not shared out. */
export const inShard = (shard: Shard | null): RawBuilder<boolean> =>
  shard === null
    ? sql`true`
    : // Without its sign bit: the absolute value of the lowest integer is no integer.
      sql`(hashtext(f.external_id) & 2147483647) % ${shard.of}::int = ${shard.index}::int`;

/** Where reading goes on: after this text of this feedback. */
interface Position {
  readonly externalId: string;
  readonly text: number;
}

/**
 * Pages through a pipeline's texts in the order of their keys, one page in memory at a time.
 *
 * @returns a function that gives the next texts, at most `limit`; none when the end is reached. Texts of a language that
 *   the model does not know are left out, those of unknown language are in
 */
export async function createTaskReader(
  warehouse: Warehouse,
  node: SentimentNode,
  pipeline: string,
  shard: Shard | null = null,
): Promise<(limit: number) => Promise<readonly AnnotationTask[]>> {
  const streams = await warehouse.db
    .selectFrom('stream')
    .select('id')
    .where('pipeline', '=', pipeline)
    .orderBy('id')
    .execute();
  let stream = 0;
  let after: Position | null = null;
  return async limit => {
    const page: AnnotationTask[] = [];
    while (page.length < limit && stream < streams.length) {
      const wanted = limit - page.length;
      const rows = await readPage(warehouse, tasksSql(streams[stream]!.id, after, node, wanted, shard));
      for (const { position: _, ...task } of rows) page.push(task);
      const last: Row | undefined = rows.at(-1);
      if (last && rows.length === wanted) {
        after = { externalId: last.externalId, text: last.position };
      } else {
        stream += 1;
        after = null;
      }
    }
    return page;
  };
}

interface Row extends AnnotationTask {
  readonly position: number;
}

/**
 * A page is a walk along the primary key from where the last one ended. Where the planner knows little of a table, or
 * nothing of a shard's share, it would rather read and sort everything for each page.
 */
function readPage(warehouse: Warehouse, page: RawBuilder<Row>): Promise<readonly Row[]> {
  return warehouse.transaction(async trx => {
    await sql`set local enable_sort = off`.execute(trx);
    return (await page.execute(trx)).rows;
  });
}

// One stream at a time, so that the primary key has the order. That a text is scored is looked up text by text (`limit`
// sees to it): of a table that it knows nothing of, the planner expects one annotation, and compares each text with all.
function tasksSql(
  stream: number,
  after: Position | null,
  node: SentimentNode,
  limit: number,
  shard: Shard | null,
): RawBuilder<Row> {
  const texts = node.texts.map(
    (text, position) =>
      sql`(${text}::text, ${position}::int, ${text === 'comment' ? sql.ref('f.comment') : sql`f.texts ->> ${text}::text`})`,
  );
  if (texts.length === 0) texts.push(sql`(null::text, 0, null::text)`);
  return sql<Row>`
    select f.stream_id as "streamId", f.external_id as "externalId", t.question, t.text, f.language, q.prior, t.position
    from feedback as f
    cross join lateral (values ${sql.join(texts)}) as t (question, position, text)
    left join question as q on q.stream_id = f.stream_id and q.id = t.question
    where f.stream_id = ${stream}::int
      and ${after === null ? sql`true` : afterSql(after)}
      and ${inShard(shard)}
      and t.text <> ''
      and (f.language is null or f.language = any(${node.languages}::text[]))
      and (
        select true from annotation as a
        where a.stream_id = f.stream_id and a.external_id = f.external_id and a.question = t.question
          and a.step = ${node.id}::text and a.model = ${node.model}::text
        limit 1
      ) is null
    order by f.external_id, t.position
    limit ${limit}::int`;
}

// The first half is for the index: it cannot be read off the pair alone.
const afterSql = ({ externalId, text }: Position): RawBuilder<boolean> => sql`
  (f.external_id >= ${externalId}::text and (f.external_id > ${externalId}::text or t.position > ${text}::int))`;

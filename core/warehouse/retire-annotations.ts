import { sql, type Transaction } from 'kysely';
import { markDirtyDays } from './dirty-days.ts';
import { daySql } from './kpi-parts-sql.ts';
import type { Tables } from './tables.ts';

interface Retirement {
  readonly pipeline: string;
  /** IANA name; says on which days the feedback lies. */
  readonly timezone: string;
  /** Text steps of the plan; what any other step wrote is removed. */
  readonly scorers: readonly string[];
}

/**
 * Removes the annotations of steps that the plan no longer has, and marks their days: a step that was taken out or
 * renamed would otherwise go on deciding labels.
 */
export async function retireAnnotations(
  trx: Transaction<Tables>,
  { pipeline, timezone, scorers }: Retirement,
): Promise<void> {
  // Every step that ever scored left a bookmark: without one to retire, the annotations need not be walked through.
  const left = await retiredBookmarks(trx, pipeline, scorers);
  if (left.length === 0) return;
  const { rows } = await sql<{ day: string }>`
    with gone as (
      delete from annotation as a using stream as s, feedback as f
      where s.pipeline = ${pipeline}::text and a.stream_id = s.id and a.step <> all(${scorers}::text[])
        and f.stream_id = a.stream_id and f.external_id = a.external_id
      returning ${daySql(timezone)} as day
    )
    select distinct day from gone`.execute(trx);
  await markDirtyDays(
    trx,
    pipeline,
    rows.map(({ day }) => day),
  );
}

/** Bookmarks of text steps that the plan no longer has; they go with this transaction. */
async function retiredBookmarks(
  trx: Transaction<Tables>,
  pipeline: string,
  scorers: readonly string[],
): Promise<readonly string[]> {
  const prefix = `step:${pipeline}/`;
  const { rows } = await sql<{ key: string }>`
    delete from bookmark where starts_with(key, ${prefix}::text)
      and split_part(substr(key, ${prefix.length + 1}::int), '#', 1) <> all(${scorers}::text[])
    returning key`.execute(trx);
  return rows.map(({ key }) => key);
}

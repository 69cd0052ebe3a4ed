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

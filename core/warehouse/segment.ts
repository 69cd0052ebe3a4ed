import { createHash } from 'node:crypto';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { canonicalJson } from '../model/digest.ts';
import type { Scheme } from '../plugin/measure.ts';
import { conditionSql } from './condition-sql.ts';
import { markDirtyDays } from './dirty-days.ts';
import { feedbackField } from './feedback-field.ts';
import { daySql } from './kpi-parts-sql.ts';
import type { Tables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

interface AssignRequest {
  readonly pipeline: string;
  readonly scheme: Scheme;
  /** IANA name; says on which days the changed feedback lies. */
  readonly timezone: string;
}

/** Feedback, counted. */
interface Assigned {
  readonly feedback: number;
  readonly assigned: number;
  readonly changed: number;
}

/**
 * Puts every feedback of a pipeline into its segment of one scheme, in one transaction: memberships that differ are
 * written, those that no rule gives any more are removed, and the days of both are marked for the KPIs. The same rules
 * over the same feedback change nothing, so running it twice does no harm.
 *
 * @returns `feedback`: all that was looked at · `assigned`: what now has a segment · `changed`: what has another segment
 *   than before, or none any more
 */
export async function assignScheme(
  warehouse: Warehouse,
  { pipeline, scheme, timezone }: AssignRequest,
): Promise<Assigned> {
  return await warehouse.transaction(async trx => {
    await sql`set local statement_timeout = '10min'`.execute(trx);
    const changes = await applyScheme(trx, pipeline, scheme, timezone);
    await markDirtyDays(
      trx,
      pipeline,
      changes.map(({ day }) => day),
    );
    await rememberScheme(trx, pipeline, scheme);
    return {
      ...(await countFeedback(trx, pipeline, scheme.name)),
      changed: changes.reduce((sum, { rows }) => sum + rows, 0),
    };
  });
}

interface ChangedDay {
  readonly day: string;
  readonly rows: number;
}

async function applyScheme(
  trx: Transaction<Tables>,
  pipeline: string,
  scheme: Scheme,
  timezone: string,
): Promise<readonly ChangedDay[]> {
  const { rows } = await sql<ChangedDay>`
    with difference as materialized (
      select wanted.*
      from (
        select f.stream_id, f.external_id, ${daySql(timezone)} as day, ${segmentSql(scheme)} as segment
        from feedback as f join stream as s on s.id = f.stream_id
        where s.pipeline = ${pipeline}::text
      ) as wanted
      left join segment_membership as m
        on m.stream_id = wanted.stream_id and m.external_id = wanted.external_id and m.scheme = ${scheme.name}::text
      where m.segment is distinct from wanted.segment
    ),
    put as (
      insert into segment_membership (stream_id, external_id, scheme, segment)
      select stream_id, external_id, ${scheme.name}::text, segment from difference where segment is not null
      on conflict (stream_id, external_id, scheme) do update set segment = excluded.segment
    ),
    removed as (
      delete from segment_membership as m using difference
      where m.stream_id = difference.stream_id and m.external_id = difference.external_id
        and m.scheme = ${scheme.name}::text and difference.segment is null
    )
    select day, count(*) as rows from difference group by day`.execute(trx);
  return rows;
}

/** The first rule that holds names the segment. */
function segmentSql({ rules, otherwise }: Scheme): RawBuilder<string | null> {
  if (rules.length === 0) return sql`${otherwise}::text`;
  const cases = rules.map(({ name, when }) => sql`when ${conditionSql(when, feedbackField)} then ${name}::text`);
  return sql`(case ${sql.join(cases, sql` `)} else ${otherwise}::text end)`;
}

async function rememberScheme(trx: Transaction<Tables>, pipeline: string, scheme: Scheme): Promise<void> {
  const digest = createHash('sha256').update(canonicalJson(scheme)).digest('hex');
  await trx
    .insertInto('segment_scheme')
    .values({ pipeline, scheme: scheme.name, digest })
    .onConflict(conflict => conflict.columns(['pipeline', 'scheme']).doUpdateSet({ digest }))
    .execute();
}

async function countFeedback(
  trx: Transaction<Tables>,
  pipeline: string,
  scheme: string,
): Promise<Omit<Assigned, 'changed'>> {
  const { rows } = await sql<Omit<Assigned, 'changed'>>`
    select count(*) as feedback, count(m.segment) as assigned
    from feedback as f
    join stream as s on s.id = f.stream_id
    left join segment_membership as m
      on m.stream_id = f.stream_id and m.external_id = f.external_id and m.scheme = ${scheme}::text
    where s.pipeline = ${pipeline}::text`.execute(trx);
  return rows[0]!;
}

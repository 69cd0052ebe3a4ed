import { type RawBuilder, sql } from 'kysely';
import type { Part, Subject } from '../plugin/measure.ts';
import { conditionSql, type FieldSql } from './condition-sql.ts';
import { dimensionSql } from './dimension-sql.ts';
import { type KpiDefinition, type StoredPart, storedParts } from './kpi-definition.ts';

/** Days to compute, as ranges of local dates with both ends in, apart from each other; `null` = every day. */
export type DayRanges = readonly { readonly first: string; readonly last: string }[] | null;

interface Scope {
  readonly pipeline: string;
  /** IANA name; a day is a calendar day of this zone. */
  readonly timezone: string;
  readonly days: DayRanges;
}

/**
 * A query of the daily parts of one KPI: `day` (date), `cell` (text: the literal of a text[] in the order of the
 * dimensions), `counts` (integer[]) and `sums` (numeric[]) at the places of `storedParts`. A day and cell without a valid
 * answer has no row.
 */
export function dailyPartsSql({ use, subject, parts }: KpiDefinition, scope: Scope): RawBuilder<unknown> {
  const dimensions = use.by.map(dimensionSql);
  const names = dimensions.map((_, position) => sql.ref(`d${position}`));
  const cell = sql.join([sql.ref('day'), ...names]);
  const stored = storedParts({ parts });
  const figuresOf = (wanted: StoredPart['column']): RawBuilder<unknown> =>
    list(stored.filter(({ column }) => column === wanted).map(({ name }) => partSql(parts[name]!, subject)));
  // `offset 0` has a fact's value taken from its answers once, not once for every condition that tests it.
  return sql`
    select day, array[${list(names)}]::text[]::text as cell,
      array[${figuresOf('counts')}]::integer[] as counts, array[${figuresOf('sums')}]::numeric[] as sums
    from (
      select ${sql.join([
        sql`${scope.days === null ? daySql(scope.timezone) : sql`f.day`} as day`,
        ...dimensions.map(({ value }, position) => sql`${value} as ${names[position]}`),
        ...subjects[subject].columns(use.on),
      ])}
      from ${feedbackOf(scope)}
      ${subjects[subject].join(use.on)}
      ${sql.join(
        dimensions.map(({ join }) => join),
        sql` `,
      )}
      where s.pipeline = ${scope.pipeline}::text and ${subjects[subject].where(use.on)}
      offset 0
    ) as fact
    group by ${cell}`;
}

/** The calendar day of a feedback `f` in a zone: everything that speaks of days says it with these words. */
export const daySql = (timezone: string): RawBuilder<string> =>
  sql`(f.occurred_at at time zone ${timezone}::text)::date`;

const list = (items: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  items.length === 0 ? sql`` : sql.join([...items]);

function feedbackOf({ timezone, days }: Scope): RawBuilder<unknown> {
  if (days === null) return sql`stream as s join feedback as f on f.stream_id = s.id`;
  const firsts = days.map(range => range.first);
  const lasts = days.map(range => range.last);
  // The index finds instants, the date decides; on a day of its own between midnights that no clock moves they agree.
  // The inner `offset 0` keeps the planner, which cannot tell one day from three years here, from reading the whole
  // table for one day, and has each date worked out once.
  return sql`stream as s
    cross join (
      select first, last, ${midnightSql(sql`first`, timezone)} - before as since,
        ${midnightSql(sql`last + 1`, timezone)} + behind as until,
        first = last and before + behind = interval '0' as agreed
      from unnest(${firsts}::date[], ${lasts}::date[]) as range (first, last)
      cross join lateral (
        select ${slackSql(sql`first`, timezone)} as before, ${slackSql(sql`last + 1`, timezone)} as behind
      ) as slack
      offset 0
    ) as dirty
    join lateral (
      select f.stream_id, f.external_id, f.channel, f.touchpoint, f.language, f.comment, f.answers, f.attributes,
        case when dirty.agreed then dirty.first else ${daySql(timezone)} end as day
      from feedback as f
      where f.stream_id = s.id and f.occurred_at >= dirty.since and f.occurred_at < dirty.until
      offset 0
    ) as f on dirty.agreed or f.day between dirty.first and dirty.last`;
}

const midnightSql = (date: RawBuilder<unknown>, timezone: string): RawBuilder<unknown> =>
  sql`((${date})::timestamp at time zone ${timezone}::text)`;

/**
 * How far from a date's midnight its instants may begin or end. A local midnight may not exist or exist twice where
 * clocks change near it: then more than any such change.
 */
const slackSql = (date: RawBuilder<unknown>, timezone: string): RawBuilder<unknown> => sql`
  case when ${midnightSql(sql`${date} + 1`, timezone)} - ${midnightSql(sql`${date} - 1`, timezone)} = interval '48 hours'
    then interval '0' else interval '3 hours' end`;

/** How each subject is found for a feedback: at most one row per feedback. */
const subjects: Readonly<Record<Subject, SubjectSql>> = {
  answer: {
    join: () => sql``,
    // Answers are numbers or null. The planner knows that most things are not null; of other tests it expects few rows.
    where: on => sql`f.answers ->> ${on}::text is not null`,
    columns: on => [sql`(f.answers -> ${on}::text)::numeric as value`],
    fieldOf: field => (field === 'value' ? { kind: 'number', value: sql.ref('value') } : { kind: 'absent' }),
    summed: sql.ref('value'),
  },
  annotation: {
    // Where scorers overlap, the lowest rank that has a label counts; the step's name settles equal ranks.
    join: on => sql`join lateral (
      select a.label, a.score::numeric as score from annotation as a
      where a.stream_id = f.stream_id and a.external_id = f.external_id and a.question = ${on}::text and a.label is not null
      order by a.rank, a.step limit 1
    ) as label_of on true`,
    where: () => sql`true`,
    columns: () => [sql`label_of.label as label`, sql`label_of.score as score`],
    fieldOf: field => {
      if (field === 'label') return { kind: 'text', value: sql.ref('label') };
      return field === 'score' ? { kind: 'number', value: sql.ref('score') } : { kind: 'absent' };
    },
    summed: sql.ref('score'),
  },
  feedback: {
    join: () => sql``,
    where: () => sql`true`,
    columns: () => [sql`(case when f.comment <> '' then 1 else 0 end)::numeric as commented`],
    fieldOf: field => (field === 'commented' ? { kind: 'number', value: sql.ref('commented') } : { kind: 'absent' }),
    summed: sql.ref('commented'),
  },
};

interface SubjectSql {
  readonly join: (on: string) => RawBuilder<unknown>;
  readonly where: (on: string) => RawBuilder<unknown>;
  readonly columns: (on: string) => readonly RawBuilder<unknown>[];
  readonly fieldOf: (field: string) => FieldSql;
  readonly summed: RawBuilder<unknown>;
}

function partSql({ of, when }: Part, subject: Subject): RawBuilder<unknown> {
  const { fieldOf, summed } = subjects[subject];
  const filter = when === undefined ? sql`` : sql`filter (where ${conditionSql(when, fieldOf)})`;
  if (of === 'count') return sql`count(*) ${filter}`;
  const term = of === 'sum' ? summed : sql`${summed} * ${summed}`;
  return sql`coalesce(sum(${term}) ${filter}, 0)`;
}

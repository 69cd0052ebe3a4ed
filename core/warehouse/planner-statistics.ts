import { sql } from 'kysely';
import type { Warehouse } from './warehouse.ts';

/**
 * Has the planner learn of values that a table's statistics were gathered without, such as a stream that is new since.
 * Of such a value it expects one row, however many there are by now, and then compares each row of a batch with each of
 * the table: seen, 72 million comparisons for a batch of 9,000. Where nothing was gathered yet its guesses do no harm.
 *
 * @param values - by column; as many rows as matter hold them already
 */
export async function learnValues(
  { db, store }: Pick<Warehouse, 'db' | 'store'>,
  table: 'feedback' | 'annotation',
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  // The embedded store gathers nothing by itself.
  if (store === 'pglite') return;
  const { rows } = await sql<{ unknown: boolean }>`
    select exists (
      select from pg_stats as s
      join unnest(${Object.keys(values)}::text[], ${Object.values(values).map(String)}::text[]) as given (name, value)
        on s.attname = given.name
      where s.schemaname = current_schema() and s.tablename = ${table}::text
        and given.value <> all(s.most_common_vals::text::text[])
    ) as unknown`.execute(db);
  if (!rows[0]!.unknown) return;
  // An aid only: a table that somebody else has locked for long is read as the planner thinks best.
  await sql`analyze ${sql.table(table)}`.execute(db).catch(() => {});
}

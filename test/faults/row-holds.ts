import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Rows of a warehouse that another session keeps, so that a worker waits at a point that the test chooses. */
export interface RowHold {
  /** Answers when so many sessions wait for what is held or for another hold. */
  readonly waitedFor: (sessions: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

/**
 * Holds what a statement locks until `release`, which undoes the statement.
 *
 * @param schema - of the warehouse
 * @param about - text of the statements that are expected to wait
 */
async function holdRows(
  url: string,
  schema: string,
  {
    statement,
    values,
    about,
  }: { readonly statement: string; readonly values: readonly unknown[]; readonly about: string },
): Promise<RowHold> {
  const client = new pg.Client({ connectionString: url, application_name: 'row hold' });
  await client.connect();
  await client.query(`select set_config('search_path', $1, false)`, [schema]);
  await client.query('begin');
  await client.query(statement, [...values]);
  const waiting = async (): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%' || $1 || '%'`,
      [about],
    );
    return rows[0]!.n;
  };
  return {
    waitedFor: async sessions => {
      // What the statistics views say stands still within a transaction unless it is cleared.
      for (; (await waiting()) < sessions; await pause(20)) await client.query('select pg_stat_clear_snapshot()');
    },
    release: async () => {
      await client.query('rollback');
      await client.end();
    },
  };
}

/** Holds the place of a stream or a step: its next batch waits. */
export const holdBookmark = (url: string, schema: string, key: string): Promise<RowHold> =>
  holdRows(url, schema, {
    statement: 'select from bookmark where key = $1 for update',
    values: [key],
    about: 'update "bookmark"',
  });

/** Holds the record of a step's end: what the step did is committed, and that it ended is not told. */
export const holdStepRecord = (url: string, schema: string, runSeq: number, node: string): Promise<RowHold> =>
  holdRows(url, schema, {
    statement: `insert into run_step (run_seq, node, use, kind, status, attempts) values ($1, $2, '-', '-', 'running', 0)`,
    values: [runSeq, node],
    about: 'insert into "run_step"',
  });

import { sql } from 'kysely';
import type { Warehouse } from './warehouse.ts';

/** A rejected record, as `verbatim quarantine list` prints it. */
export interface QuarantineEntry {
  readonly id: number;
  /** Id of the run that met it last. */
  readonly run: string;
  readonly source: string;
  readonly stream: string;
  readonly origin: {
    readonly file: string | null;
    readonly line: number | null;
    readonly record: number | null;
    readonly page: number | null;
  };
  readonly code: string;
  readonly reason: string;
  /** What is kept of the record, 10 kB at most: no text, no customer, and nothing of a row that a redacting pipeline could not divide into cells. */
  readonly raw: string;
  /** Runs that met it. */
  readonly attempts: number;
}

const pageSize = 500;

/** Where a page of the list ended. */
type Place = readonly [source: string, stream: string, file: string, position: number, id: number];

/**
 * Rejected records of a pipeline that are not resolved, as they stand in their sources: by source, stream, file and line,
 * record or page; constant memory.
 */
export async function* listQuarantine(
  wh: Warehouse,
  { pipeline }: { readonly pipeline: string },
): AsyncIterable<QuarantineEntry> {
  for (let after: Place | null = null; ; ) {
    const rows: readonly Stored[] = await readPage(wh, pipeline, after);
    for (const { origin, file: _, position: __, ...row } of rows) {
      const { file = null, line = null, record = null, page = null } = origin;
      yield { ...row, origin: { file, line, record, page } };
    }
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = [last.source, last.stream, last.file, last.position, last.id];
  }
}

interface Stored extends Omit<QuarantineEntry, 'origin'> {
  readonly origin: Partial<{
    readonly file: string;
    readonly line: number;
    readonly record: number;
    readonly page: number;
  }>;
  readonly file: string;
  readonly position: number;
}

async function readPage(wh: Warehouse, pipeline: string, after: Place | null): Promise<readonly Stored[]> {
  const file = sql`coalesce(q.origin ->> 'file', '') collate "C"`;
  const position = sql`coalesce((q.origin ->> 'line')::int, (q.origin ->> 'record')::int, (q.origin ->> 'page')::int, 0)`;
  const place = sql`(s.source collate "C", s.name collate "C", ${file}, ${position}, q.id)`;
  const beyond =
    after === null
      ? sql`true`
      : sql`${place} > (${after[0]}::text, ${after[1]}::text, ${after[2]}::text, ${after[3]}::int, ${after[4]}::bigint)`;
  const { rows } = await sql<Stored>`
    select q.id, r.id as run, s.source, s.name as stream, q.origin, q.code, q.reason, q.raw, q.attempts,
      ${file} as file, ${position} as position
    from quarantine as q
    join stream as s on s.id = q.stream_id
    join run as r on r.seq = q.last_run
    where s.pipeline = ${pipeline}::text and q.resolved_run is null and ${beyond}
    order by ${place}
    limit ${pageSize}::int`.execute(wh.db);
  return rows;
}

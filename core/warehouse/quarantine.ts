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
  /** What was read, 10 kB at most. */
  readonly raw: string;
  /** Runs that met it. */
  readonly attempts: number;
}

const pageSize = 500;

/** Rejected records of a pipeline that are not resolved, in the order in which they were first met; constant memory. */
export async function* listQuarantine(
  wh: Warehouse,
  { pipeline }: { readonly pipeline: string },
): AsyncIterable<QuarantineEntry> {
  for (let after = 0; ; ) {
    const rows = await wh.db
      .selectFrom('quarantine as q')
      .innerJoin('stream as s', 's.id', 'q.stream_id')
      .innerJoin('run as r', 'r.seq', 'q.last_run')
      .select([
        'q.id',
        'r.id as run',
        's.source',
        's.name as stream',
        'q.origin',
        'q.code',
        'q.reason',
        'q.raw',
        'q.attempts',
      ])
      .where('s.pipeline', '=', pipeline)
      .where('q.resolved_run', 'is', null)
      .where('q.id', '>', after)
      .orderBy('q.id')
      .limit(pageSize)
      .execute();
    for (const { origin, ...row } of rows) {
      const { file = null, line = null, record = null, page = null } = origin;
      yield { ...row, origin: { file, line, record, page } };
    }
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.id;
  }
}

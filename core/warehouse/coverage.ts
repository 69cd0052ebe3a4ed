import { sql } from 'kysely';
import type { Coverage, ModelInfo } from '../model/report.ts';
import type { Window } from '../model/window.ts';
import type { Warehouse } from './warehouse.ts';

interface CoverageRequest {
  readonly pipeline: string;
  readonly window: Window;
}

/**
 * What a pipeline's warehouse holds of a window: feedback, how much of it has a comment, and both ends by stream.
 * Every stream of the pipeline is listed, also one without feedback in the window (`first` and `last` are then `null`).
 * `quarantined` counts what waits in the quarantine now; a refused record has no date, so it belongs to no window.
 */
export async function readCoverage(
  warehouse: Pick<Warehouse, 'db'>,
  { pipeline, window }: CoverageRequest,
): Promise<Coverage> {
  const { rows } = await sql<StreamCoverage>`
    select s.source, s.name as stream, f.feedback, f.commented, f.first, f.last, q.quarantined
    from stream as s
    cross join lateral (
      select count(*) as feedback, count(*) filter (where comment <> '') as commented,
        min(occurred_at) as first, max(occurred_at) as last
      from feedback
      where stream_id = s.id and occurred_at >= ${window.from}::timestamptz and occurred_at < ${window.to}::timestamptz
    ) as f
    cross join lateral (
      select count(*) as quarantined from quarantine where stream_id = s.id and resolved_run is null
    ) as q
    where s.pipeline = ${pipeline}::text
    order by s.source collate "C", s.name collate "C"`.execute(warehouse.db);
  return {
    feedback: rows.reduce((sum, row) => sum + row.feedback, 0),
    commented: rows.reduce((sum, row) => sum + row.commented, 0),
    sources: rows.map(({ commented: _, first, last, ...row }) => ({
      ...row,
      first: first?.toISOString() ?? null,
      last: last?.toISOString() ?? null,
    })),
  };
}

interface StreamCoverage {
  readonly source: string;
  readonly stream: string;
  readonly feedback: number;
  readonly commented: number;
  readonly first: Date | null;
  readonly last: Date | null;
  readonly quarantined: number;
}

/** The models that annotated texts of a window, by step and model: texts scored, and texts on which the model abstained. */
export async function readModels(
  warehouse: Pick<Warehouse, 'db'>,
  { pipeline, window }: CoverageRequest,
): Promise<readonly ModelInfo[]> {
  const { rows } = await sql<ModelInfo>`
    select a.step, a.model, count(a.label) as scored, count(*) - count(a.label) as abstained
    from feedback as f
    join stream as s on s.id = f.stream_id
    join annotation as a on a.stream_id = f.stream_id and a.external_id = f.external_id
    where s.pipeline = ${pipeline}::text
      and f.occurred_at >= ${window.from}::timestamptz and f.occurred_at < ${window.to}::timestamptz
    group by a.step, a.model
    order by a.step collate "C", a.model collate "C"`.execute(warehouse.db);
  return rows;
}

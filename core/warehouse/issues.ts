import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { canonicalJson } from '../model/digest.ts';
import type { Instant } from '../model/feedback.ts';
import type { ReportModel } from '../model/report.ts';
import type { Window } from '../model/window.ts';
import type { Warehouse } from './warehouse.ts';

/** A report as issued: its frozen model lies in the warehouse under this id. */
export interface Issue {
  /** 16 hex digits, of what identifies the issue: the same inputs give the same id. */
  readonly id: string;
  readonly pipeline: string;
  /** Id of the report's step. */
  readonly report: string;
  readonly window: Window;
  /** From 1; a restatement, whose model has another digest, is the next one. */
  readonly version: number;
  /** Of the model. */
  readonly digest: string;
  /** Version of the issue whose figures these replace; `null` when it restates none. */
  readonly restates: number | null;
  readonly runSeq: number;
  readonly issuedAt: Instant;
}

interface IssueRequest {
  readonly run: { readonly seq: number };
  /** Id of the report's step: two reports of one template are not versions of each other. */
  readonly report: string;
  readonly model: ReportModel;
}

/**
 * Freezes a report model. A model with the digest of the latest issue of its report and window is that issue again; any
 * other is the next version.
 */
export async function issueReport(warehouse: Warehouse, { run, report, model }: IssueRequest): Promise<Issue> {
  return await warehouse.transaction(async trx => {
    const { pipeline, window, digest } = model;
    const key = [pipeline, report, window.from, window.to];
    const lock = sql`hashtextextended(current_schema() || '/issue/' || ${canonicalJson(key)}::text, 0)`;
    await sql`select pg_advisory_xact_lock(${lock})`.execute(trx);
    const latest = await issuesOf({ db: trx })
      .where('pipeline', '=', pipeline)
      .where('report', '=', report)
      .where('window_from', '=', new Date(window.from))
      .where('window_to', '=', new Date(window.to))
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (latest?.digest === digest) return asIssue(latest);
    const version = (latest?.version ?? 0) + 1;
    const id = createHash('sha256')
      .update(canonicalJson([...key, version, digest]))
      .digest('hex')
      .slice(0, 16);
    const { issued_at } = await trx
      .insertInto('report_issue')
      .values({
        ...{ id, pipeline, report, version, digest, window_from: window.from, window_to: window.to },
        ...{ model: JSON.stringify(model), run_seq: run.seq, issued_at: sql<Date>`now()` },
      })
      .returning('issued_at')
      .executeTakeFirstOrThrow();
    return {
      ...{ id, pipeline, report, window, version, digest, restates: model.restates?.version ?? null },
      ...{ runSeq: run.seq, issuedAt: issued_at.toISOString() },
    };
  });
}

/** The latest issue of a report and window whose data were read at the window's end or later; `null` when there is none. */
export async function latestClosedIssue(
  { db }: Pick<Warehouse, 'db'>,
  { pipeline, report, window }: Pick<Issue, 'pipeline' | 'report' | 'window'>,
): Promise<{ readonly version: number; readonly model: ReportModel } | null> {
  const row = await db
    .selectFrom('report_issue')
    .select(['version', 'model'])
    .where('pipeline', '=', pipeline)
    .where('report', '=', report)
    .where('window_from', '=', new Date(window.from))
    .where('window_to', '=', new Date(window.to))
    .where(sql<boolean>`(model ->> 'asOf')::timestamptz >= window_to`)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { version: row.version, model: row.model as ReportModel };
}

/** The issues of a pipeline, latest window first, then latest version; none for a pipeline that never issued a report. */
export async function listReports(
  warehouse: Pick<Warehouse, 'db'>,
  { pipeline }: { readonly pipeline: string },
): Promise<readonly Issue[]> {
  const rows = await issuesOf(warehouse)
    .where('pipeline', '=', pipeline)
    .orderBy('window_from', 'desc')
    .orderBy('window_to', 'desc')
    .orderBy('report')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(asIssue);
}

const issuesOf = ({ db }: Pick<Warehouse, 'db'>) =>
  db
    .selectFrom('report_issue')
    .select(['id', 'pipeline', 'report', 'window_from', 'window_to', 'version', 'digest', 'run_seq', 'issued_at'])
    .select(sql<number | null>`(model -> 'restates' ->> 'version')::int`.as('restates'));

type Stored = Awaited<ReturnType<ReturnType<typeof issuesOf>['executeTakeFirstOrThrow']>>;

const asIssue = (row: Stored): Issue => ({
  id: row.id,
  pipeline: row.pipeline,
  report: row.report,
  window: { from: row.window_from.toISOString(), to: row.window_to.toISOString() },
  version: row.version,
  digest: row.digest,
  restates: row.restates,
  runSeq: row.run_seq,
  issuedAt: row.issued_at.toISOString(),
});

import type { Plan } from '../core/plan/plan.ts';
import type { RunRecord } from '../core/run/run-record.ts';
import type { FollowedRun } from './follow.ts';
import type { Month } from './options.ts';
import { documentOf, noteFindings, openDocument, type RunDocument } from './record.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** A month of a backfill with the plan of its run. */
export interface MonthPlan {
  readonly month: Month;
  readonly plan: Plan;
}

/** What became of a month. */
export interface MonthEnd extends MonthPlan {
  /** `null` when the run could not be started, or was left while it went on. */
  readonly record: RunRecord | null;
  /** The run that was left while it went on, or `null`. */
  readonly left: FollowedRun | null;
  readonly error: { readonly code: string; readonly class: string; readonly message: string } | null;
}

/** A line for a month that has ended. */
export function noteMonth(terminal: Terminal, { month, record, left, error }: MonthEnd): void {
  if (record !== null) noteFindings(terminal, record);
  if (record !== null) terminal.note(`month ${month.name} run ${record.id} ${record.status}`);
  else if (left !== null) terminal.note(`month ${month.name} run ${left.execution.run} goes on`);
  else terminal.note(`month ${month.name} ${error?.code} ${error?.message}`);
}

/** The table of the months, or their documents. */
export function printMonths(terminal: Terminal, workspace: Workspace, ends: readonly MonthEnd[]): void {
  const documents = ends.map(end => monthDocument(workspace, end));
  terminal.document({ runs: documents });
  for (const [index, { month, record }] of ends.entries()) {
    const { run, reports } = documents[index]!;
    const ms = record === null ? null : Date.parse(record.endedAt) - Date.parse(record.startedAt);
    const seconds = ms === null ? '' : `${(ms / 1000).toFixed(1)} s`;
    const paths = reports.map(report => report.path).join('  ');
    terminal.line(
      `${month.name}  ${run.status.padEnd(9)}  ${(run.id ?? '-').padEnd(26)}  ${seconds.padStart(8)}  ${paths}`.trimEnd(),
    );
  }
}

/** 1 when a month failed. */
export const exitOf = (ends: readonly MonthEnd[]): number =>
  ends.every(({ record, error }) => error === null && (record === null || record.status === 'succeeded')) ? 0 : 1;

function monthDocument(workspace: Workspace, { record, left, plan, error }: MonthEnd): RunDocument {
  if (record !== null) return documentOf(workspace, record);
  if (left !== null) return openDocument(left);
  const { pipeline, client, window, asOf, digest } = plan;
  const frame = { pipeline, client, window, asOf, planDigest: digest };
  return {
    run: { ...frame, id: null, status: 'failed', startedAt: null, endedAt: null },
    steps: [],
    reports: [],
    error: error === null ? null : { code: error.code, class: error.class, message: error.message },
  };
}

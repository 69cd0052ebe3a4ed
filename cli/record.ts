import { join, relative } from 'node:path';
import { failedStepText, hintLine } from '../core/plan/failure.ts';
import type { Plan } from '../core/plan/plan.ts';
import { clientFlag } from '../core/run/client-flag.ts';
import type { RunRecord } from '../core/run/run-record.ts';
import { reportsOf, stepsOf } from '../core/run/summary.ts';
import type { FollowedRun } from './follow.ts';
import type { Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** A run as the machine-readable output prints it: the same document whichever engine ran it. */
export interface RunDocument extends Readonly<Record<string, unknown>> {
  readonly run: Readonly<Record<string, unknown>> & { readonly id: string | null; readonly status: string };
  readonly steps: readonly object[];
  readonly reports: readonly { readonly path: string }[];
}

/** The document of a run that has ended; paths are relative to the current folder. */
export function documentOf(workspace: Workspace, record: RunRecord): RunDocument {
  const here = (path: string): string => relative(process.cwd(), join(workspace.outRoot, path));
  const { id, engine, status, startedAt, endedAt, plan } = record;
  return {
    run: { ...frameOf(plan), id, engine, status, startedAt, endedAt },
    steps: stepsOf(record),
    reports: reportsOf(record).map(report => ({ ...report, path: here(report.path), model: here(report.model) })),
  };
}

/** The document of a run that goes on without us. */
export const openDocument = ({ plan, execution: { run, workflowId, startedAt } }: FollowedRun): RunDocument => ({
  run: {
    ...{ ...frameOf(plan), id: run, workflowId, engine: 'temporal', status: 'running' },
    ...{ startedAt: startedAt.toISOString(), endedAt: null },
  },
  steps: [],
  reports: [],
});

const frameOf = ({ pipeline, client, window, asOf, digest }: Plan) => ({
  ...{ pipeline, client, window, asOf, planDigest: digest },
});

/** Prints what became of a run: its document, or its end and its reports. */
export function printRecord(terminal: Terminal, workspace: Workspace, record: RunRecord): void {
  const document = documentOf(workspace, record);
  terminal.document(document);
  noteFindings(terminal, record);
  const seconds = ((Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000).toFixed(1);
  terminal.line(`run ${record.id} ${record.status} in ${seconds} s`);
  for (const report of document.reports) terminal.line(report.path);
}

/** Tells a person what a run found: notes and refused records. Why steps failed was told when they did. */
export function noteFindings(terminal: Terminal, { plan, nodes }: RunRecord): void {
  for (const { result } of nodes) for (const note of result?.notes ?? []) terminal.note(`note: ${note}`);
  const rejected = nodes.reduce((sum, { counts }) => sum + counts.rejected, 0);
  if (rejected > 0) {
    terminal.note(
      `${rejected} records were refused; see why: verbatim quarantine list ${plan.pipeline}${clientFlag(plan)}`,
    );
  }
}

/** Tells why steps failed of a run whose story was not told here. */
export function noteFailures({ note }: Pick<Terminal, 'note'>, { nodes }: Pick<RunRecord, 'nodes'>): void {
  for (const { node, attempts, failure } of nodes)
    if (failure !== null) note(`${failedStepText(node.id, attempts, failure)}${hintLine(failure)}`);
}

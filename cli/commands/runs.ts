import { windowName } from '../../core/model/window-name.ts';
import { failureText } from '../../core/plan/failure.ts';
import { listRuns, showRun } from '../../core/warehouse/runs.ts';
import { clientOf } from '../clients.ts';
import type { Command } from '../command.ts';
import { findLiveRun, withLiveRuns, withLiveStatus } from '../live-runs.ts';
import { wholeNumber } from '../options.ts';
import { findStoredRun, noSuchRun } from '../stored-run.ts';
import { withStored } from '../stored-warehouse.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly limit?: string;
}

/** Prints the latest runs of a client's warehouse. */
export const runsList: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const limit = wholeNumber('--limit', options.limit ?? '20');
  const client = await clientOf(workspace, options.client);
  return await withStored(workspace, client, async warehouse => {
    const stored = warehouse === null ? [] : await listRuns(warehouse, { limit });
    const live = await withLiveRuns({ workspace, terminal }, { warehouse, client, stored });
    const runs = live.slice(0, limit);
    if (terminal.options.format === 'jsonl') for (const run of runs) terminal.row({ ...run });
    else terminal.document({ runs });
    if (runs.length === 0) terminal.note('no runs yet');
    for (const run of runs) {
      terminal.line(
        `${run.id}  ${run.status.padEnd(9)}  ${run.pipeline.padEnd(16)}  ${windowName(run.window, run.timezone).padEnd(24)}  ${run.startedAt}`,
      );
    }
    return 0;
  });
};

/** What became of a step's rows; the first is the sum of the next four, and what `where` left out stands beside. */
const stepColumns = ['read', 'written', 'unchanged', 'rejected', 'deduplicated', 'filtered'] as const;

/** Prints one run with its steps. */
export const runsShow: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const found = await findStoredRun(workspace, options.client, args[0]!);
  if (found === null) return await showLive({ workspace, terminal }, args[0]!);
  try {
    const { run: stored, steps, reports } = await showRun(found.warehouse, found.rows.id);
    const run = await withLiveStatus({ workspace, terminal }, stored);
    terminal.document({ run, steps, reports });
    terminal.line(`${run.id}  ${run.status}  ${run.pipeline}  ${run.window.from} to ${run.window.to}`);
    for (const step of steps) {
      terminal.line(
        `  ${step.id.padEnd(28)} ${step.status.padEnd(10)} ${stepColumns.map(name => `${name} ${step[name]}`).join('  ')}`,
      );
      if (step.error !== null) terminal.line(`    ${step.error.code}  ${failureText(step.error)}`);
      if (step.error?.hint) terminal.line(`    ${step.error.hint}`);
    }
    for (const report of reports) terminal.line(`  ${report.path}  ${report.pages} pages`);
    return 0;
  } finally {
    await found.warehouse.close();
  }
};

/** Prints a run that was started a moment ago, or that waits for a worker. */
async function showLive(place: Parameters<typeof findLiveRun>[0], id: string): Promise<number> {
  const run = await findLiveRun(place, id);
  if (run === null) throw noSuchRun(id);
  const { terminal } = place;
  terminal.document({ run, steps: [], reports: [] });
  terminal.line(`${run.id}  ${run.status}  ${run.pipeline}  ${run.window.from} to ${run.window.to}`);
  terminal.note('no worker has begun it yet');
  return 0;
}

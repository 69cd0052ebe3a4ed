import { join, relative } from 'node:path';
import { type RunRecord, runInProcess } from '../../core/run/engine.ts';
import { reportsOf, stepsOf } from '../../core/run/summary.ts';
import type { Command } from '../command.ts';
import { instant, type WindowOptions, windowOf } from '../options.ts';
import { openPipeline, planOf } from '../pipeline.ts';
import { createProgress } from '../progress.ts';
import { interruptible } from '../signals.ts';
import type { Terminal } from '../terminal.ts';
import { openRuntime, openWorkspace, type Workspace } from '../workspace.ts';

export interface RunOptions extends WindowOptions {
  readonly client?: string;
  readonly asOf?: string;
  readonly fullRefresh?: boolean;
}

/** Runs a pipeline to its end and prints what became of it. */
export const runPipeline: Command<RunOptions> = async ({ global, terminal, options, args }) => {
  const { exitCode } = await runIn(await openWorkspace(global), terminal, args[0]!, options);
  return exitCode;
};

/** Runs a pipeline of a workspace; shared with the demo. */
export async function runIn(
  workspace: Workspace,
  terminal: Terminal,
  id: string,
  options: RunOptions,
): Promise<{ exitCode: number; record: RunRecord }> {
  const pipeline = await openPipeline(workspace, id, options.client ?? null);
  const plan = await planOf(workspace, pipeline, {
    window: windowOf(options, pipeline.spec.timezone),
    ...(options.asOf === undefined ? {} : { asOf: instant('--as-of', options.asOf) }),
    fullRefresh: options.fullRefresh ?? false,
  });
  const runtime = await openRuntime(workspace, pipeline.ref.client);
  const progress = createProgress(terminal);
  try {
    return await interruptible(terminal, async (signal, interruptedBy) => {
      const record = await runInProcess(plan, runtime, { signal, emit: progress.listen });
      progress.stop();
      printRecord(terminal, workspace, record);
      const exitCode = interruptedBy() ?? (record.status === 'succeeded' ? 0 : 1);
      return { exitCode, record };
    });
  } finally {
    progress.stop();
    await runtime.close();
  }
}

function printRecord(terminal: Terminal, workspace: Workspace, record: RunRecord): void {
  const { plan } = record;
  const here = (path: string): string => relative(process.cwd(), join(workspace.outRoot, path));
  const reports = reportsOf(record).map(report => ({ ...report, path: here(report.path), model: here(report.model) }));
  terminal.document({
    run: {
      id: record.id,
      pipeline: plan.pipeline,
      client: plan.client,
      engine: record.engine,
      status: record.status,
      window: plan.window,
      asOf: plan.asOf,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      planDigest: plan.digest,
    },
    steps: stepsOf(record),
    reports,
  });
  for (const { result } of record.nodes) for (const note of result?.notes ?? []) terminal.note(`note: ${note}`);
  const rejected = record.nodes.reduce((sum, { result }) => sum + (result?.counts.rejected ?? 0), 0);
  if (rejected > 0) {
    const client = plan.client === null ? '' : ` --client ${plan.client}`;
    terminal.note(`${rejected} records were refused; see why: verbatim quarantine list ${plan.pipeline}${client}`);
  }
  for (const { node, failure } of record.nodes) {
    if (failure)
      terminal.note(
        `${node.id}: ${failure.code} ${failure.message}${failure.hint === null ? '' : `\n  ${failure.hint}`}`,
      );
  }
  const seconds = ((Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000).toFixed(1);
  terminal.line(`run ${record.id} ${record.status} in ${seconds} s`);
  for (const report of reports) terminal.line(report.path);
}

import { runInProcess } from '../../core/run/engine.ts';
import type { RunRecord } from '../../core/run/run-record.ts';
import type { Command } from '../command.ts';
import { type Engine, engineOf, type LeavingOptions, requireStay } from '../engine.ts';
import { instant, monthsOf, type WindowOptions, windowOf } from '../options.ts';
import { openPipeline, planOf, requireTemplates } from '../pipeline.ts';
import { createProgress } from '../progress.ts';
import { printRecord } from '../record.ts';
import { interruptible } from '../signals.ts';
import type { Terminal } from '../terminal.ts';
import { openRuntime, openWorkspace, type Workspace } from '../workspace.ts';

export interface RunOptions extends WindowOptions, LeavingOptions {
  readonly client?: string;
  readonly asOf?: string;
  readonly fullRefresh?: boolean;
  readonly engine?: Engine;
  /** In process a window is run again in any case. */
  readonly force?: boolean;
}

/** Runs a pipeline to its end and prints what became of it; over several months, one run after the other. */
export const runPipeline: Command<RunOptions> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const engine = engineOf(options.engine, workspace.project.environment);
  if (engine === 'in-process') requireStay(options, 'add --engine temporal, or set VERBATIM_ENGINE=temporal');
  const pipeline = await openPipeline(workspace, args[0]!, options.client ?? null);
  await requireTemplates(workspace, pipeline);
  const months = monthsOf(options, pipeline.spec.timezone);
  if (months !== null) {
    const { backfill } = await import('../backfill.ts');
    return backfill(workspace, terminal, pipeline, { ...leaving(options), ...requestOf(options), months, engine });
  }
  if (engine === 'in-process') return (await runIn(workspace, terminal, args[0]!, options)).exitCode;
  const plan = await planOf(workspace, pipeline, {
    ...requestOf(options),
    window: windowOf(options, pipeline.spec.timezone),
  });
  const { runOnTemporal } = await import('../run-on-temporal.ts');
  return runOnTemporal(workspace, terminal, plan, options);
};

/** What the options ask of a run by workers. */
const leaving = ({ detach, force, onInterrupt }: RunOptions) => ({
  ...(detach === undefined ? {} : { detach }),
  ...(force === undefined ? {} : { force }),
  ...(onInterrupt === undefined ? {} : { onInterrupt }),
});

/** What the options ask of a plan beside its window. */
const requestOf = ({ asOf, fullRefresh = false }: RunOptions) => ({
  ...(asOf === undefined ? {} : { asOf: instant('--as-of', asOf) }),
  fullRefresh,
});

/** Runs a pipeline of a workspace in this process; shared with the demo. */
export async function runIn(
  workspace: Workspace,
  terminal: Terminal,
  id: string,
  options: RunOptions,
): Promise<{ exitCode: number; record: RunRecord }> {
  const pipeline = await openPipeline(workspace, id, options.client ?? null);
  const plan = await planOf(workspace, pipeline, {
    ...requestOf(options),
    window: windowOf(options, pipeline.spec.timezone),
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

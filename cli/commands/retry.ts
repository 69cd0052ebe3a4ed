import { asVerbatimError, VerbatimError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { givenWindow, resultsToKeep } from '../../core/plan/resume.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import { type Resume, runInProcess } from '../../core/run/engine.ts';
import { readRun } from '../../core/run/read-run.ts';
import { type RunRows, readRunRows } from '../../core/warehouse/run-read.ts';
import { listRuns, type RunInfo } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { requireNoneChosen } from '../../workflows/client/chosen-steps.ts';
import { clientOf, clientsOf } from '../clients.ts';
import type { Command, Invocation } from '../command.ts';
import { type LeavingOptions, requireStay } from '../engine.ts';
import { findLiveRun } from '../live-runs.ts';
import { openPipeline, planOf } from '../pipeline.ts';
import { createProgress } from '../progress.ts';
import { printRecord } from '../record.ts';
import { interruptible } from '../signals.ts';
import { findStoredRun, noSuchRun } from '../stored-run.ts';
import { hasStore } from '../stored-warehouse.ts';
import type { Terminal } from '../terminal.ts';
import { type OpenRuntime, openRuntime, openWorkspace, type Workspace } from '../workspace.ts';

interface Options extends LeavingOptions {
  readonly client?: string;
  readonly step?: readonly string[];
  readonly skip?: readonly string[];
}

/** Goes on with a run that failed or was cancelled: what succeeded and has not changed is not run again. */
export const retry: Command<Options> = async invocation => {
  const workspace = await openWorkspace(invocation.global);
  const [id] = invocation.args;
  try {
    return await retryStored(workspace, invocation);
  } catch (thrown) {
    if (id === undefined || asVerbatimError(thrown).code !== 'VB6002') throw thrown;
    const live = await findLiveRun({ workspace, terminal: invocation.terminal }, id);
    throw live === null ? thrown : notBegun(live);
  }
};

const notBegun = ({ id, client }: RunInfo): VerbatimError =>
  new VerbatimError('VB6010', `run ${id} is on Temporal and no worker has begun it yet, so none of its steps is held`, {
    hint: `follow it: verbatim runs follow ${id}${clientFlag({ client })}`,
  });

async function retryStored(
  workspace: Workspace,
  { terminal, options, args: [id] }: Invocation<Options>,
): Promise<number> {
  const client = await clientOfRun(workspace, options.client, id);
  if (!(await hasStore(workspace, client))) throw nothingRan();
  const runtime = await openRuntime(workspace, client);
  const { warehouse } = runtime;
  const chosen = { again: options.step ?? [], skip: options.skip ?? [] };
  try {
    const rows = await readRunRows(warehouse, id ?? (await latestRun(warehouse)));
    if (rows.engine === 'temporal') {
      const { retryOnTemporal } = await import('../retry-on-temporal.ts');
      const compile = () => compiled(workspace, rows.plan);
      return await retryOnTemporal({ workspace, terminal, warehouse }, rows, { ...options, chosen, compile });
    }
    requireStay(options, 'the run began in process, and only there it goes on');
    requireNoneChosen(rows, chosen);
    return await retryHere(workspace, terminal, runtime, rows);
  } finally {
    await runtime.close();
  }
}

/** The client of the run that is named, or of the latest one. */
async function clientOfRun(
  workspace: Workspace,
  asked: string | undefined,
  id: string | undefined,
): Promise<string | null> {
  if (id === undefined) return await clientOf(workspace, asked);
  const [client, ...others] = await clientsOf(workspace, asked);
  if (others.length === 0) return client;
  const found = await findStoredRun(workspace, asked, id);
  if (found === null) throw noSuchRun(id);
  await found.warehouse.close();
  return found.rows.plan.client;
}

async function latestRun(warehouse: Warehouse): Promise<string> {
  const [latest] = await listRuns(warehouse, { limit: 1 });
  if (latest === undefined) throw nothingRan();
  return latest.id;
}

const nothingRan = (): VerbatimError =>
  new VerbatimError('VB6002', 'nothing ran yet, so there is nothing to retry', { hint: 'see "verbatim runs list"' });

/** A run's pipeline as the files have it now, for the run's own window and instant. */
async function compiled(workspace: Workspace, before: Plan): Promise<Plan> {
  const pipeline = await openPipeline(workspace, before.pipeline, before.client);
  const { asOf, fullRefresh } = before;
  return planOf(workspace, pipeline, { window: givenWindow(before), asOf, fullRefresh });
}

async function retryHere(
  workspace: Workspace,
  terminal: Terminal,
  runtime: OpenRuntime,
  rows: RunRows,
): Promise<number> {
  if (rows.status === 'succeeded') {
    terminal.note(`run ${rows.id} succeeded; there is nothing to do`);
    printRecord(terminal, workspace, await readRun(runtime.warehouse, rows.id));
    return 0;
  }
  const plan = await compiled(workspace, rows.plan);
  const resume: Resume = { run: rows.id, done: resultsToKeep(rows.plan, plan, rows.steps) };
  if (plan.digest !== rows.plan.digest) {
    terminal.note('the pipeline has changed since; what it changes is run again');
  }
  const progress = createProgress(terminal);
  try {
    return await interruptible(terminal, async (signal, interruptedBy) => {
      const record = await runInProcess(plan, runtime, { signal, emit: progress.listen, resume });
      progress.stop();
      printRecord(terminal, workspace, record);
      return interruptedBy() ?? (record.status === 'succeeded' ? 0 : 1);
    });
  } finally {
    progress.stop();
  }
}

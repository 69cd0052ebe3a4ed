import { asVerbatimError } from '../errors.ts';
import { drive } from '../plan/drive.ts';
import { failureOf } from '../plan/failure.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { asJson, type NodeResult } from '../plan/result.ts';
import { delayBefore, retryTable } from '../plan/retry.ts';
import type { Failure, Outcome, Port } from '../plan/state.ts';
import { endRun, recordStep } from '../warehouse/runs.ts';
import { type RunHandle, startRun } from '../warehouse/start-run.ts';
import { listenForStop } from '../warehouse/stop-request.ts';
import { attemptWithin } from './attempt-within.ts';
import type { Listener } from './events.ts';
import { readRun } from './read-run.ts';
import { runNode } from './run-node.ts';
import type { NodeRecord, RunRecord } from './run-record.ts';
import type { Runtime } from './runtime.ts';

/** An earlier run to go on with. */
export interface Resume {
  readonly run: string;
  /** Results by node that are taken over; these steps are not run again. */
  readonly done: Readonly<Record<string, NodeResult>>;
}

interface RunOptions {
  readonly signal: AbortSignal;
  readonly emit: Listener;
  readonly resume?: Resume;
}

/**
 * Runs a plan in this process: `drive` with the retry table behind it, its state kept in the warehouse.
 *
 * @throws VB6001 when the same pipeline, client and window is already running
 */
export async function runInProcess(plan: Plan, runtime: Runtime, options: RunOptions): Promise<RunRecord> {
  const startedAt = new Date();
  const id = options.resume === undefined ? {} : { id: options.resume.run };
  const run = await startRun(runtime.warehouse, { plan, engine: 'in-process', ...id });
  options.emit({ type: 'run-started', run: run.id, pipeline: plan.pipeline, client: plan.client });
  const done = new Map<string, Omit<NodeEnd, 'node' | 'status'>>();
  let status: RunRecord['status'] = 'failed';
  const stop = new AbortController();
  const endListening = listenForStop(runtime.warehouse, run.id, () => {
    options.emit({ type: 'stop-asked', run: run.id });
    stop.abort(new Error('asked to stop'));
  });
  const signal = AbortSignal.any([options.signal, stop.signal]);
  try {
    const final = await drive(plan, createPort(plan, runtime, run, { ...options, signal }, done));
    const all = Object.values(final);
    status = all.includes('failed') ? 'failed' : all.includes('cancelled') ? 'cancelled' : 'succeeded';
    const nodes = plan.nodes.map(node => ({ node, status: final[node.id]!, ...(done.get(node.id) ?? untouched) }));
    for (const record of nodes)
      if (!done.has(record.node.id)) await recordStep(runtime.warehouse, run, stepRow(record));
  } finally {
    await endListening();
    await endRun(runtime.warehouse, run, status);
    options.emit({ type: 'run-ended', run: run.id, status, ms: Date.now() - startedAt.getTime() });
  }
  return await readRun(runtime.warehouse, run.id);
}

const untouched = { attempts: 0, result: null, failure: null } as const;

function createPort(
  plan: Plan,
  runtime: Runtime,
  run: RunHandle,
  options: RunOptions,
  done: Map<string, Omit<NodeEnd, 'node' | 'status'>>,
): Port {
  return {
    cancelled: () => options.signal.aborted,
    record: ({ node, to, because }) => {
      const { attempts, result, failure } = done.get(node) ?? untouched;
      options.emit({ type: 'node', node, to, because: because ?? null, attempts, result, failure });
    },
    runNode: async id => {
      const node = plan.nodes.find(one => one.id === id)!;
      const startedAt = Date.now();
      const before = options.resume?.done[id];
      const { outcome, ...record } =
        before === undefined ? await attemptUntilDone(plan, node, runtime, run, options) : takenOver(before);
      done.set(id, record);
      const row = stepRow({ node, status: outcome.status, ...record });
      // What an earlier run did was done then.
      const times = before === undefined ? { times: { startedAt, endedAt: Date.now() } } : {};
      await recordStep(runtime.warehouse, run, { ...row, ...times });
      return outcome;
    },
  };
}

const takenOver = (result: NodeResult): Attempted => ({
  outcome: { status: 'succeeded', result: asJson(result) },
  ...{ attempts: 1, result, failure: null },
});

const stepRow = ({ node, status, attempts, result, failure }: NodeEnd) => ({
  node: node.id,
  use: node.kind === 'kpi' ? 'kpis' : node.use,
  kind: node.kind,
  status,
  attempts,
  result,
  failure,
});

/** What became of a node before it is recorded. */
type NodeEnd = Omit<NodeRecord, 'counts'>;

interface Attempted {
  readonly outcome: Outcome;
  readonly attempts: number;
  readonly result: NodeResult | null;
  readonly failure: Failure | null;
}

async function attemptUntilDone(
  plan: Plan,
  node: PlanNode,
  runtime: Runtime,
  run: RunHandle,
  options: RunOptions,
): Promise<Attempted> {
  const policy = retryTable[node.retry];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await attemptWithin(policy, options.signal, signal =>
        runNode(runtime, { plan, node: node.id, run, signal, emit: options.emit }),
      );
      return { outcome: { status: 'succeeded', result: asJson(result) }, attempts: attempt, result, failure: null };
    } catch (thrown) {
      if (options.signal.aborted)
        return { outcome: { status: 'cancelled' }, attempts: attempt, result: null, failure: null };
      const error = asVerbatimError(thrown);
      const failure = failureOf(error);
      if (!error.retryable || attempt >= policy.attempts) {
        return { outcome: { status: 'failed', failure }, attempts: attempt, result: null, failure };
      }
      const inMs = Math.round(delayBefore(attempt + 1, policy) * (0.5 + Math.random() / 2));
      options.emit({ type: 'retry', node: node.id, attempt: attempt + 1, inMs, failure });
      await pause(inMs, options.signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

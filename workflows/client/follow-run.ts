import { setTimeout as pause } from 'node:timers/promises';
import { failureText, hintLine } from '../../core/plan/failure.ts';
import { clientFlag } from '../../core/run/client-flag.ts';
import type { Listener } from '../../core/run/events.ts';
import { type PipelineName, type Progress, type ProgressEntry, progressName } from '../contract.ts';
import { createAbsence } from './absence.ts';
import { request, type TemporalClient } from './client.ts';
import type { Execution, ExecutionStatus } from './locate-run.ts';
import { describeExecution } from './locate-run.ts';
import { createProgressWatch } from './progress-watch.ts';
import { createRetryWatch } from './retry-watch.ts';
import { isAbsence } from './server-errors.ts';
import { createWaitWatch, pendingOf } from './wait-watch.ts';

/** Between two questions; the shorter one while much happens. */
const [shortPauseMs, longPauseMs] = [200, 1_000];

export interface FollowOptions {
  readonly emit: Listener;
  /** Told what a person should know beside the run's story: nobody at a queue, no server. */
  readonly say: (line: string) => void;
  /** Ends the following; the run goes on. */
  readonly signal: AbortSignal;
}

/** A run to follow: where it is, and how commands call it. */
export type FollowedExecution = Pick<Execution, 'workflowId' | 'executionId' | 'run'> & Pick<PipelineName, 'client'>;

/** How following ended, and the steps whose end was told. */
export interface Followed {
  /** `null` when it was left while the run went on. */
  readonly status: Exclude<ExecutionStatus, 'running'> | null;
  readonly told: ReadonlySet<string>;
}

/**
 * Follows an execution to its end and tells its story as the engine in process would. It outlives an absence of the
 * server and of all workers: it waits and says so.
 */
export async function followRun(
  temporal: TemporalClient,
  { workflowId, executionId, run, client }: FollowedExecution,
  options: FollowOptions,
): Promise<Followed> {
  const handle = temporal.client.workflow.getHandle(workflowId, executionId);
  const told = new Set<string>();
  const retryCommand = `verbatim retry ${run}${clientFlag({ client })}`;
  const away = createAbsence(temporal, options.say);
  const waits = createWaitWatch(temporal, options.say);
  const retries = createRetryWatch(options.emit);
  const rows = createProgressWatch(options.emit);
  for (let after = 0; !options.signal.aborted; ) {
    const before = after;
    try {
      const { raw, status } = await request(temporal, () => handle.describe(), options.signal);
      away.end();
      const ended = status.name !== 'RUNNING' && status.name !== 'PAUSED';
      // Of a run that has ended the story is told as far as a worker is there to tell it; the rest is in the warehouse.
      after = await tellFrom(temporal, handle, after, { ...options, told, retryCommand });
      if (ended) return { status: await endOf(temporal, workflowId, executionId), told };
      const pending = await pendingOf(temporal, raw);
      retries.look(pending);
      rows.look(pending);
      await waits.look(pending);
    } catch (thrown) {
      if (options.signal.aborted) break;
      if (!isAbsence(thrown)) throw thrown;
      away.begin();
    }
    await pause(after > before ? shortPauseMs : longPauseMs, undefined, { signal: options.signal }).catch(() => {});
  }
  return { status: null, told };
}

type Handle = ReturnType<TemporalClient['client']['workflow']['getHandle']>;

interface Listening {
  readonly emit: Listener;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly told: Set<string>;
  readonly retryCommand: string;
}

/** Tells what came since an entry. @returns where to go on */
async function tellFrom(temporal: TemporalClient, handle: Handle, from: number, listening: Listening): Promise<number> {
  for (let after = from; ; ) {
    let progress: Progress;
    try {
      const ask = () => handle.query<Progress, [number]>(progressName, after);
      progress = await request(temporal, ask, listening.signal);
    } catch {
      // Nobody answers for the run now, or it has not begun; what the server itself knows is asked for next.
      return after;
    }
    for (const entry of progress.entries) tell(entry, listening);
    after = progress.next;
    if (!progress.more) return after;
  }
}

function tell(entry: ProgressEntry, { emit, say, told, retryCommand }: Listening): void {
  const { node, to, because, attempts, result, failure } = entry;
  if (to === 'held') {
    const why = failure === null ? '' : `: ${failure.code} ${failureText(failure)}${hintLine(failure)}`;
    say(`step ${node} failed and is held${why}`);
    say(`  run it again: ${retryCommand} --step ${node}`);
    say(`  leave it out: ${retryCommand} --skip ${node}`);
    return;
  }
  if (node === null || to === 'waiting') {
    say(`${node === null ? 'the run' : `step ${node}`} waits for another worker: ${failure?.code} ${failure?.message}`);
    if (failure?.hint) say(`  ${failure.hint}`);
    return;
  }
  if (to !== 'running') told.add(node);
  emit({ type: 'node', node, to, because, attempts, result, failure });
}

async function endOf(
  temporal: TemporalClient,
  workflowId: string,
  executionId: string,
): Promise<Exclude<ExecutionStatus, 'running'>> {
  const status = (await describeExecution(temporal, workflowId, executionId))?.status ?? 'failed';
  return status === 'running' ? 'failed' : status;
}

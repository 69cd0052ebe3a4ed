import { setTimeout as pause } from 'node:timers/promises';
import type { Window } from '../../core/model/window.ts';
import {
  type BackfillEntry,
  type BackfillProgress,
  type PipelineName,
  progressName,
  queues,
  workflowIdOf,
} from '../contract.ts';
import { createAbsence } from './absence.ts';
import { request, type TemporalClient } from './client.ts';
import { describeExecution, type Execution } from './locate-run.ts';
import { isAbsence } from './server-errors.ts';
import { workerCommand } from './task-queues.ts';
import { createWaitWatch, pendingOf } from './wait-watch.ts';

const pauseMs = 500;

/** A window of a backfill that has begun, or that could not. */
export interface BegunWindow {
  readonly window: Window;
  /** The execution of its run; `null` when it could not be started. */
  readonly execution: Execution | null;
  readonly failure: BackfillEntry['failure'];
}

/**
 * Waits for one window of a backfill after the other.
 *
 * @param workflowId - the backfill's
 * @returns windows in order, each as soon as it has begun; fewer than asked for when the backfill was ended before
 */
export async function* followBackfill(
  temporal: TemporalClient,
  workflowId: string,
  name: PipelineName,
  windows: readonly Window[],
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): AsyncGenerator<BegunWindow> {
  const away = createAbsence(temporal, say);
  const waits = createWaitWatch(temporal, queue =>
    say(`no worker takes work from queue "${queues[queue]}"; waiting for one: ${workerCommand([queue])}`),
  );
  const handle = temporal.client.workflow.getHandle(workflowId);
  const seen = new Map<string, BackfillEntry>();
  const begun = (await request(temporal, () => handle.describe())).startTime;
  for (let index = 0; index < windows.length && !signal.aborted; ) {
    const window = windows[index]!;
    let running = true;
    try {
      const { raw, status } = await request(temporal, () => handle.describe());
      running = status.name === 'RUNNING';
      for (const entry of await entriesOf(temporal, handle)) seen.set(entry.window.from, entry);
      const next = await begunWindow(temporal, name, window, seen, begun);
      away.end();
      if (next !== null) {
        yield next;
        index += 1;
        continue;
      }
      await waits.look(await pendingOf(temporal, raw));
    } catch (thrown) {
      if (signal.aborted || !isAbsence(thrown)) throw thrown;
      away.begin();
    }
    if (!running) return;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

async function entriesOf(
  temporal: TemporalClient,
  handle: ReturnType<TemporalClient['client']['workflow']['getHandle']>,
): Promise<readonly BackfillEntry[]> {
  try {
    return (await request(temporal, () => handle.query<BackfillProgress>(progressName))).entries;
  } catch {
    // Nobody answers for it now; the runs themselves can be looked at all the same.
    return [];
  }
}

async function begunWindow(
  temporal: TemporalClient,
  name: PipelineName,
  window: Window,
  seen: ReadonlyMap<string, BackfillEntry>,
  since: Date,
): Promise<BegunWindow | null> {
  const entry = seen.get(window.from);
  if (entry?.failure) return { window, execution: null, failure: entry.failure };
  const execution = await describeExecution(temporal, entry?.workflowId ?? workflowIdOf(name, window));
  if (execution === null) return null;
  // An execution of before the backfill is an earlier run of the same window.
  const own = entry?.run == null ? execution.startedAt >= since : execution.run === entry.run;
  return own ? { window, execution, failure: null } : null;
}

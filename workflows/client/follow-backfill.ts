import { setTimeout as pause } from 'node:timers/promises';
import type { Window } from '../../core/model/window.ts';
import {
  type BackfillEntry,
  type BackfillProgress,
  type PipelineName,
  progressName,
  workflowIdOf,
} from '../contract.ts';
import { createAbsence } from './absence.ts';
import { request, type TemporalClient } from './client.ts';
import { describeExecution, type Execution } from './locate-run.ts';
import { isAbsence } from './server-errors.ts';
import { createWaitWatch, pendingOf } from './wait-watch.ts';

const pauseMs = 500;

/** A window of a backfill that has begun, or that could not. */
export interface BegunWindow {
  readonly window: Window;
  /** The execution of its run; `null` when it could not be started. */
  readonly execution: Execution | null;
  readonly failure: BackfillEntry['failure'];
}

/** A backfill to follow. */
export interface FollowedBackfill extends PipelineName {
  readonly workflowId: string;
  /** Windows that it runs, in order. */
  readonly windows: readonly Window[];
  /** Those of them that had begun under an execution before the one that stands now. */
  readonly begun: readonly BackfillEntry[];
  /** When the execution began that stands now. */
  readonly startedAt: Date;
}

/**
 * Waits for one window of a backfill after the other.
 *
 * @returns windows in order, each as soon as it has begun; fewer when the backfill was ended before, or left
 */
export async function* followBackfill(
  temporal: TemporalClient,
  backfill: FollowedBackfill,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): AsyncGenerator<BegunWindow, undefined> {
  const { windows } = backfill;
  const away = createAbsence(temporal, say);
  const waits = createWaitWatch(temporal, say);
  const handle = temporal.client.workflow.getHandle(backfill.workflowId);
  const seen = new Map(backfill.begun.map(entry => [entry.window.from, entry]));
  for (let index = 0; index < windows.length && !signal.aborted; ) {
    let running = true;
    try {
      const { raw, status } = await request(temporal, () => handle.describe(), signal);
      running = status.name === 'RUNNING';
      const entries = await entriesOf(temporal, handle, signal);
      for (const entry of entries ?? []) seen.set(entry.window.from, entry);
      const next = await begunWindow(temporal, backfill, windows[index]!, seen, entries !== null);
      away.end();
      if (next !== null) {
        yield next;
        index += 1;
        continue;
      }
      await waits.look(await pendingOf(temporal, raw));
    } catch (thrown) {
      if (signal.aborted) return;
      if (!isAbsence(thrown)) throw thrown;
      away.begin();
    }
    if (!running) return;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

type Handle = ReturnType<TemporalClient['client']['workflow']['getHandle']>;

/** What the backfill says of its windows; `null` when nobody answers for it now. */
async function entriesOf(
  temporal: TemporalClient,
  handle: Handle,
  signal: AbortSignal,
): Promise<readonly BackfillEntry[] | null> {
  try {
    const all: BackfillEntry[] = [];
    for (let more = true; more; ) {
      const ask = () => handle.query<BackfillProgress, [number]>(progressName, all.length);
      const progress = await request(temporal, ask, signal);
      all.push(...progress.entries);
      ({ more } = progress);
    }
    return all;
  } catch {
    // The runs themselves can be looked at all the same.
    return null;
  }
}

async function begunWindow(
  temporal: TemporalClient,
  { startedAt, ...name }: FollowedBackfill,
  window: Window,
  seen: ReadonlyMap<string, BackfillEntry>,
  answered: boolean,
): Promise<BegunWindow | null> {
  const entry = seen.get(window.from);
  if (entry?.failure) return { window, execution: null, failure: entry.failure };
  if (entry?.run == null && answered) return null;
  const execution = await describeExecution(temporal, entry?.workflowId ?? workflowIdOf(name, window));
  if (execution === null) return null;
  // An execution of before the backfill is an earlier run of the same window.
  const own = entry?.run == null ? execution.startedAt >= startedAt : execution.run === entry.run;
  return own ? { window, execution, failure: null } : null;
}

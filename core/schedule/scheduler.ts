import type { Instant } from '../model/feedback.ts';
import { dueStarts } from './due.ts';
import { createLane, type Lane } from './lane.ts';
import type { Schedule } from './schedule.ts';
import { nextStarts } from './starts.ts';

export type ScheduledStatus = 'succeeded' | 'failed' | 'cancelled';

/** What a scheduler tells of a pipeline's start. */
export type SchedulerEvent = { readonly schedule: Schedule; readonly at: Instant } & (
  | { readonly type: 'started' }
  | {
      readonly type: 'ended';
      readonly status: ScheduledStatus;
      readonly ms: number;
      /** Why a run could not be started, or broke off. */
      readonly fault: unknown;
    }
  /** Left out: `missed` for longer than its catch-up allows, or `overlap` with the run before. */
  | { readonly type: 'left-out'; readonly because: 'missed' | 'overlap' }
);

/** The world around a scheduler. */
export interface SchedulerPort {
  readonly now: () => Instant;
  /** Answers when the instant has come or the signal is given, early rather than late. */
  readonly sleepUntil: (instant: Instant, signal: AbortSignal) => Promise<void>;
  /** The scheduled time that was dealt with last; `null` when none was, or the schedule has changed since. */
  readonly recall: (schedule: Schedule) => Promise<Instant | null>;
  readonly remember: (schedule: Schedule, at: Instant) => Promise<void>;
  /** Runs the pipeline for a scheduled time; stops at a batch edge when the signal is given. */
  readonly run: (schedule: Schedule, at: Instant, signal: AbortSignal) => Promise<ScheduledStatus>;
  readonly tell: (event: SchedulerEvent) => void;
}

/** The clock is looked at once a minute, whatever a timer says: machines sleep, and clocks are set. */
const longestSleepMs = 60_000;
/** Runs at the same moment; the steps of one use the machine's cores already. */
const atOnce = 2;

/**
 * Runs pipelines by their schedules until the signal is given: what was missed first, then each at its time. A run that
 * fails does not keep the next from starting. Runs of one client come one after the other, since they share a store.
 * It answers when no run is at work any more, also when it breaks off: what was done and cannot be remembered would be
 * done again and again.
 */
export async function runScheduler(
  schedules: readonly Schedule[],
  port: SchedulerPort,
  told: AbortSignal,
): Promise<void> {
  const broken = new AbortController();
  const signal = AbortSignal.any([told, broken.signal]);
  const lanes = await openLanes(schedules, port);
  const atWork = new Map<Lane, Promise<void>>();
  const pump = (): void => {
    while (!signal.aborted && atWork.size < atOnce) {
      const busy = new Set([...atWork.keys()].map(lane => lane.schedule.client));
      const lane = firstReady(lanes.filter(one => !atWork.has(one) && !busy.has(one.schedule.client)));
      if (lane === null) return;
      const work = runNext(lane, port, signal).then(
        () => {
          atWork.delete(lane);
          pump();
        },
        thrown => broken.abort(thrown),
      );
      atWork.set(lane, work);
    }
  };
  try {
    while (!signal.aborted) {
      for (const lane of lanes) await admit(lane, atWork.has(lane), port);
      pump();
      await port.sleepUntil(nextLook(lanes, port.now()), signal);
    }
  } catch (thrown) {
    broken.abort(thrown);
  }
  await Promise.all(atWork.values());
  if (broken.signal.aborted) throw broken.signal.reason;
}

/** A schedule that is new makes up for nothing. */
async function openLanes(schedules: readonly Schedule[], port: SchedulerPort): Promise<readonly Lane[]> {
  const lanes: Lane[] = [];
  for (const schedule of schedules) {
    const seen = await port.recall(schedule);
    const begin = seen ?? port.now();
    if (seen === null) await port.remember(schedule, begin);
    lanes.push(createLane(schedule, begin));
  }
  return lanes;
}

function nextLook(lanes: readonly Lane[], now: Instant): Instant {
  const soonest = lanes.flatMap(lane => nextStarts(lane.schedule, now, 1)).sort()[0];
  const latest = new Date(Date.parse(now) + longestSleepMs).toISOString();
  return soonest !== undefined && soonest < latest ? soonest : latest;
}

/** The lane whose start has waited longest. */
function firstReady(lanes: readonly Lane[]): Lane | null {
  const ready = lanes.filter(lane => lane.waiting.length > 0);
  return ready.sort((a, b) => (a.waiting[0]! < b.waiting[0]! ? -1 : 1))[0] ?? null;
}

/** Lets what is due into a lane, or leaves it out. */
async function admit(lane: Lane, working: boolean, port: SchedulerPort): Promise<void> {
  const { schedule } = lane;
  const due = dueStarts(schedule, lane.seen(), port.now());
  for (const { at, as } of due) {
    const entered = lane.take(at, as, working);
    if (entered !== 'in') port.tell({ type: 'left-out', schedule, at, because: entered });
  }
  if (due.length > 0 && !working && lane.waiting.length === 0) await port.remember(schedule, lane.seen());
}

async function runNext(lane: Lane, port: SchedulerPort, signal: AbortSignal): Promise<void> {
  const { schedule } = lane;
  const at = lane.waiting.shift()!;
  const begin = Date.parse(port.now());
  port.tell({ type: 'started', schedule, at });
  let status: ScheduledStatus = 'failed';
  let fault: unknown = null;
  try {
    status = await port.run(schedule, at, signal);
  } catch (thrown) {
    fault = thrown;
  }
  // A clock that was set back gives no negative time.
  const ms = Math.max(0, Date.parse(port.now()) - begin);
  // A run that was stopped is made up for after the next start of the scheduler.
  if (status !== 'cancelled') await port.remember(schedule, lane.waiting.length === 0 ? lane.seen() : at);
  port.tell({ type: 'ended', schedule, at, status, ms, fault });
}

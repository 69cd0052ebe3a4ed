import { setImmediate as turn } from 'node:timers/promises';
import type { Schedule } from '../../../core/schedule/schedule.ts';
import { runScheduler, type ScheduledStatus, type SchedulerPort } from '../../../core/schedule/scheduler.ts';

/** What a run does: how long it takes by the virtual clock, and how it ends. */
export type VirtualRun = (
  schedule: Schedule,
  at: string,
) => { readonly minutes: number; readonly ends?: 'succeeded' | 'failed' | 'throws' };

/**
 * A world whose clock moves when it is told to: nothing waits for real. What schedulers remember outlives them.
 */
export function createWorld(start: string, run: VirtualRun = () => ({ minutes: 1 })) {
  let now = Date.parse(start);
  const memory = new Map<string, string>();
  const story: string[] = [];
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const sleep = (at: number, signal: AbortSignal): Promise<void> =>
    new Promise(resolve => {
      if (signal.aborted) return resolve();
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake);
      sleepers.push({ at, wake });
    });
  const short = (instant: string): string => instant.slice(5, 16);
  const nameOf = ({ client, pipeline }: Schedule): string => `${client ?? '-'}/${pipeline}`;
  const port: SchedulerPort = {
    now: () => new Date(now).toISOString(),
    sleepUntil: (instant, signal) => sleep(Date.parse(instant), signal),
    recall: async schedule => memory.get(nameOf(schedule)) ?? null,
    remember: async (schedule, at) => void memory.set(nameOf(schedule), at),
    run: async (schedule, at, signal): Promise<ScheduledStatus> => {
      const { minutes, ends = 'succeeded' } = run(schedule, at);
      await sleep(now + minutes * 60_000, signal);
      if (signal.aborted) return 'cancelled';
      if (ends === 'throws') throw new Error('no store');
      return ends;
    },
    tell: event => {
      const end = event.type === 'ended' ? ` ${event.status}` : event.type === 'left-out' ? ` ${event.because}` : '';
      story.push(
        `${short(new Date(now).toISOString())} ${nameOf(event.schedule)} ${event.type} ${short(event.at)}${end}`,
      );
    },
  };
  return {
    story,
    memory,
    port,
    /** The machine is off or asleep until then. */
    skipTo: (instant: string): void => {
      now = Date.parse(instant);
    },
    /** Runs a scheduler until then, then tells it to stop. */
    schedule: async (schedules: readonly Schedule[], until: string): Promise<void> => {
      const told = new AbortController();
      const working = runScheduler(schedules, port, told.signal);
      // It is awaited in the end, however early it fails.
      working.catch(() => {});
      for (;;) {
        // All that can go on without time passing.
        for (let turns = 0; turns < 3; turns += 1) await turn();
        const next = sleepers.sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > Date.parse(until)) break;
        sleepers = sleepers.slice(1);
        now = Math.max(now, next.at);
        next.wake();
      }
      now = Date.parse(until);
      told.abort();
      sleepers = [];
      await working;
    },
  };
}

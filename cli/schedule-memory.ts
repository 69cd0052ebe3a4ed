import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instant } from '../core/model/feedback.ts';
import type { Schedule } from '../core/schedule/schedule.ts';

interface Remembered {
  readonly cron: string;
  readonly zone: string;
  readonly at: Instant;
}

/** What a scheduler without a server remembers from one start of it to the next. */
export interface ScheduleMemory {
  /** The scheduled time that was dealt with last; `null` when none was, or the schedule is another one now. */
  readonly recall: (schedule: Schedule) => Promise<Instant | null>;
  readonly remember: (schedule: Schedule, at: Instant) => Promise<void>;
}

/**
 * Keeps one small file per schedule, replaced in one step.
 *
 * @param stateDir - absolute folder of the project's state
 */
export function createScheduleMemory(stateDir: string): ScheduleMemory {
  const fileOf = ({ client, pipeline }: Schedule): string =>
    join(stateDir, 'schedule', client ?? '_', `${pipeline}.json`);
  return {
    recall: async schedule => {
      const text = await readFile(fileOf(schedule), 'utf8').catch(() => null);
      const known = text === null ? null : parse(text);
      return known?.cron === schedule.cron && known.zone === schedule.zone ? known.at : null;
    },
    remember: async (schedule, at) => {
      const { cron, zone } = schedule;
      const file = fileOf(schedule);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.new`, `${JSON.stringify({ cron, zone, at } satisfies Remembered)}\n`);
      await rename(`${file}.new`, file);
    },
  };
}

/** A file that is not what was written says nothing. */
function parse(text: string): Remembered | null {
  try {
    const value = JSON.parse(text) as Partial<Remembered> | null;
    if (typeof value?.at !== 'string' || Number.isNaN(Date.parse(value.at))) return null;
    return { cron: String(value.cron), zone: String(value.zone), at: value.at };
  } catch {
    return null;
  }
}

import { asVerbatimError } from '../core/errors.ts';
import type { Instant } from '../core/model/feedback.ts';
import { previousMonth } from '../core/model/previous-month.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import type { SchedulerEvent } from '../core/schedule/scheduler.ts';
import { nextStarts } from '../core/schedule/starts.ts';
import type { Terminal } from './terminal.ts';

interface ScheduleLog {
  readonly note: (line: string) => void;
  /** Says when a pipeline starts next. */
  readonly next: (schedule: Schedule) => void;
  readonly tell: (event: SchedulerEvent) => void;
}

/** One line on stderr for each start and each end; with `-o jsonl` an object on stdout. */
export function createScheduleLog(terminal: Terminal): ScheduleLog {
  const note = (line: string): void => terminal.note(`${shortly(new Date().toISOString())} ${line}`);
  const next = (schedule: Schedule): void => {
    const [at] = nextStarts(schedule, new Date().toISOString(), 1);
    note(`schedule ${nameOf(schedule)} next=${at === undefined ? 'never' : shortly(at)}`);
  };
  const tell = (event: SchedulerEvent): void => {
    const { schedule, at, type } = event;
    const { client, pipeline } = schedule;
    const fault = type === 'ended' && event.fault !== null ? asVerbatimError(event.fault) : null;
    const line = `schedule ${nameOf(schedule)} ${type} scheduled=${shortly(at)} ${detailOf(event)}`;
    note(fault === null ? line : `${line} ${fault.code} ${fault.message}`);
    if (terminal.options.format === 'jsonl') {
      const { schedule: _, ...own } = event;
      const error = fault === null ? null : { code: fault.code, message: fault.message };
      terminal.row({ client, pipeline, ...own, ...(type === 'ended' ? { fault: error } : {}) });
    }
    if (type === 'ended') next(schedule);
  };
  return { note, next, tell };
}

const nameOf = ({ client, pipeline }: Schedule): string => `${pipeline}${client === null ? '' : ` client=${client}`}`;
const shortly = (instant: Instant): string => instant.replace(/\.\d+Z$/, 'Z');

function detailOf(event: SchedulerEvent): string {
  if (event.type === 'ended') return `${event.status} ms=${event.ms}`;
  if (event.type === 'left-out') return `because=${event.because}`;
  const { from, to } = previousMonth(event.at, event.schedule.timezone);
  return `from=${shortly(from)} to=${shortly(to)}`;
}

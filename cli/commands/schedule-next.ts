import { DateTime } from 'luxon';
import { previousMonth } from '../../core/model/previous-month.ts';
import { asMonth } from '../../core/model/window.ts';
import { nextStarts } from '../../core/schedule/starts.ts';
import type { Command } from '../command.ts';
import { atLeastOne, instant } from '../options.ts';
import { openSchedule } from '../schedules.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly number: string;
  readonly after?: string;
}

/** Prints the next starts of a pipeline, in the schedule's zone and in UTC, with the window of each. */
export const scheduleNext: Command<Options> = async ({ global, terminal, options, args }) => {
  const number = atLeastOne('--number', options.number);
  const after = options.after === undefined ? new Date().toISOString() : instant('--after', options.after);
  const schedule = await openSchedule(await openWorkspace(global), args[0]!, options.client ?? null);
  const { client, pipeline, cron, zone, timezone } = schedule;
  const next = nextStarts(schedule, after, number).map(at => {
    const window = previousMonth(at, timezone);
    const local = DateTime.fromISO(at, { zone }).toISO({ suppressMilliseconds: true });
    return { at, local, window, month: asMonth(window, timezone) };
  });
  terminal.document({ client, pipeline, cron, zone, next });
  for (const { at, local, month } of next) terminal.line(`${local}  ${zone}  ${at}  covers ${month}`);
  return 0;
};

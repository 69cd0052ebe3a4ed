import type { Client } from '@temporalio/client';
import { VerbatimError } from '../../core/errors.ts';
import type { Window } from '../../core/model/window.ts';
import type { OwnSchedule } from '../../workflows/schedules/find-schedule.ts';
import { scheduleIdOf } from '../../workflows/schedules/schedule-options.ts';
import { backfillSchedule, pauseSchedule, resumeSchedule } from '../../workflows/schedules/schedules.ts';
import { triggerSchedule } from '../../workflows/schedules/trigger-schedule.ts';
import type { Command, Invocation } from '../command.ts';
import { instant, isMonth, monthsOf } from '../options.ts';
import { withSchedules } from '../schedule-server.ts';
import { openSchedule, scheduleNamed } from '../schedules.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly reason?: string;
}

/** Stops the starts of a pipeline. */
export const schedulePause: Command<Options> = invocation =>
  steer(invocation, 'paused', (client, own) =>
    pauseSchedule(client, own, invocation.options.reason ?? 'paused from the command line'),
  );

/** Lets a paused pipeline start again. */
export const scheduleResume: Command<Options> = invocation =>
  steer(invocation, 'resumed', (client, own) =>
    resumeSchedule(client, own, invocation.options.reason ?? 'resumed from the command line'),
  );

/** Starts a pipeline once, now, under the overlap rule of its schedule. */
export const scheduleTrigger: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const own = await scheduleNamed(workspace, args[0]!, options.client ?? null);
  const triggered = await withSchedules(workspace, client => triggerSchedule(client, own));
  const id = scheduleIdOf(own);
  terminal.document({ id, client: own.client, pipeline: own.pipeline, done: 'triggered', ...triggered });
  const { outcome, workflowId, atWork } = triggered;
  terminal.line(`${outcome}  ${workflowId ?? id}`);
  if (outcome === 'left out') terminal.note(`the overlap rule left the start out: ${atWork.join(', ')} is at work`);
  if (outcome === 'waits') terminal.note(`the start waits for its turn: ${atWork.join(', ')} is at work`);
  if (outcome === 'asked') terminal.note('the server has not begun it yet; see "verbatim schedule show"');
  return 0;
};

interface BackfillOptions extends Options {
  readonly from: string;
  readonly to: string;
}

/** Starts a pipeline for each time of its schedule in a span. */
export const scheduleBackfill: Command<BackfillOptions> = async invocation => {
  const { from, to } = await spanOf(invocation);
  if (from >= to) throw new VerbatimError('VB6004', `the span ends at ${to}, not after its start at ${from}`);
  return await steer(invocation, 'backfilled', (client, own) => backfillSchedule(client, own, { from, to }));
};

/** A span of instants, or of the months in which the starts are, by the clocks of the pipeline. */
async function spanOf({ global, options, args }: Invocation<BackfillOptions>): Promise<Window> {
  if (!isMonth(options.from) && !isMonth(options.to)) {
    return { from: instant('--from', options.from), to: instant('--to', options.to) };
  }
  const { timezone } = await openSchedule(await openWorkspace(global), args[0]!, options.client ?? null);
  const months = monthsOf(options, timezone)!;
  return { from: months[0]!.window.from, to: months.at(-1)!.window.to };
}

async function steer(
  { global, terminal, options, args }: Invocation<Options>,
  done: string,
  work: (client: Client, own: OwnSchedule) => Promise<void>,
): Promise<number> {
  const workspace = await openWorkspace(global);
  const own = await scheduleNamed(workspace, args[0]!, options.client ?? null);
  await withSchedules(workspace, client => work(client, own));
  const id = scheduleIdOf(own);
  terminal.document({ id, client: own.client, pipeline: own.pipeline, done });
  terminal.line(`${done}  ${id}`);
  return 0;
}

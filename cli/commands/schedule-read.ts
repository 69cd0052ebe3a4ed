import type { Schedule } from '../../core/schedule/schedule.ts';
import { scheduleIdOf } from '../../workflows/schedules/schedule-options.ts';
import { listSchedules, type ScheduleInfo, showSchedule } from '../../workflows/schedules/schedules.ts';
import type { Command } from '../command.ts';
import { withSchedules } from '../schedule-server.ts';
import { loadSchedules, scheduleNamed } from '../schedules.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Prints the schedules on the server beside those of the files. */
export const scheduleList: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const { project, schedules, faults } = await loadSchedules(workspace, options.client ?? null);
  const onServer = await withSchedules(workspace, client => listSchedules(client, project));
  const asked = onServer.filter(({ client }) => options.client === undefined || client === options.client);
  const rows = rowsOf(asked, schedules);
  if (terminal.options.format === 'jsonl') for (const row of rows) terminal.row({ ...row });
  else terminal.document({ schedules: rows });
  for (const { id, state, cron, zone, next, note } of rows) {
    const why = state === 'paused' && note !== null ? `  (${note})` : '';
    terminal.line(
      `${state.padEnd(11)}  ${id.padEnd(36)}  ${(cron ?? '').padEnd(14)}  ${zone ?? ''}  next ${next[0] ?? 'never'}${why}`,
    );
  }
  if (rows.length === 0) terminal.note('no schedules');
  for (const { file } of faults) terminal.note(`${file} has errors, its schedule is not compared: verbatim validate`);
  return 0;
};

type Row = ScheduleInfo & {
  /** `not applied`: in the files alone · `not in the files`: on the server alone. */
  readonly state: 'active' | 'paused' | 'not applied' | 'not in the files';
  readonly cron: string | null;
  readonly zone: string | null;
};

function rowsOf(onServer: readonly ScheduleInfo[], inFiles: readonly Schedule[]): readonly Row[] {
  const own = new Map(inFiles.map(schedule => [scheduleIdOf(schedule), schedule]));
  const rows = onServer.map((info): Row => {
    const schedule = own.get(info.id);
    own.delete(info.id);
    const state = info.paused ? 'paused' : schedule === undefined ? 'not in the files' : 'active';
    return { ...info, state, cron: schedule?.cron ?? null, zone: schedule?.zone ?? null };
  });
  for (const [id, { client, pipeline, cron, zone }] of own) {
    const empty = { paused: false, note: null, next: [], recent: [] };
    rows.push({ ...{ id, client, pipeline, cron, zone }, ...empty, state: 'not applied' });
  }
  return rows;
}

/** Prints one schedule as the server has it. */
export const scheduleShow: Command<Options> = async ({ global, terminal, options, args }) => {
  const workspace = await openWorkspace(global);
  const own = await scheduleNamed(workspace, args[0]!, options.client ?? null);
  const schedule = await withSchedules(workspace, client => showSchedule(client, own));
  terminal.document({ schedule });
  const { id, paused, note, overlap, catchUpMs, starts, missed, skipped, next, recent, running } = schedule;
  terminal.line(`${id}  ${paused ? 'paused' : 'active'}${note === null ? '' : `  (${note})`}`);
  terminal.line(`  overlap ${overlap}, makes up for what was missed up to ${Math.round(catchUpMs / 60_000)} min ago`);
  terminal.line(`  ${starts} starts, ${missed} missed, ${skipped} left out by overlap`);
  for (const { at, startedAt, workflowId } of recent) terminal.line(`  ${at}  started ${startedAt}  ${workflowId}`);
  for (const workflowId of running) terminal.line(`  at work: ${workflowId}`);
  for (const time of next.slice(0, 5)) terminal.line(`  next ${time}`);
  return 0;
};

import type { Schedule } from '../../core/schedule/schedule.ts';
import { scheduleIdOf } from '../../workflows/schedules/schedule-options.ts';
import { listSchedules, type ScheduleInfo, showSchedule } from '../../workflows/schedules/schedules.ts';
import type { Command } from '../command.ts';
import { faultOf } from '../invalid-files.ts';
import { withSchedules } from '../schedule-server.ts';
import { type FaultyFile, loadSchedules, scheduleNamed } from '../schedules.ts';
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
  const rows = rowsOf(asked, schedules, faults);
  if (terminal.options.format === 'jsonl') for (const row of rows) terminal.row({ ...row });
  else terminal.document({ schedules: rows });
  for (const row of rows) {
    const { id, state, cron, zone, next } = row;
    terminal.line(
      `${state.padEnd(15)}  ${id.padEnd(36)}  ${(cron ?? '').padEnd(14)}  ${zone ?? ''}  next ${next[0] ?? 'never'}${remarksOf(row)}`,
    );
  }
  if (rows.length === 0) terminal.note('no schedules');
  for (const { file } of faults) terminal.note(`${file} has errors, its schedule is not compared: verbatim validate`);
  return 0;
};

type Row = ScheduleInfo & {
  /** `not applied`: in the files alone · `not in the files`: on the server alone. */
  readonly state: 'active' | 'paused' | 'not applied' | 'not in the files' | 'file has errors';
  readonly cron: string | null;
  readonly zone: string | null;
  /** The first fault of the pipeline's file: its next start would fail with it. */
  readonly fault: { readonly code: string; readonly message: string } | null;
};

function remarksOf({ state, note, fault, last }: Row): string {
  const why = state === 'paused' && note !== null ? [`(${note})`] : [];
  const faulty = fault === null ? [] : [`${fault.code} ${fault.message}`];
  const failed = last?.status === 'failed' ? [`last start failed: ${last.failure?.code} ${last.failure?.message}`] : [];
  return [...why, ...faulty, ...failed].map(remark => `  ${remark}`).join('');
}

function rowsOf(
  onServer: readonly ScheduleInfo[],
  inFiles: readonly Schedule[],
  faults: readonly FaultyFile[],
): readonly Row[] {
  const own = new Map(inFiles.map(schedule => [scheduleIdOf(schedule), schedule]));
  const faulty = new Map(faults.map(file => [scheduleIdOf(file), faultOf(file.fault)]));
  const rows = onServer.map((info): Row => {
    const schedule = own.get(info.id);
    own.delete(info.id);
    const error = faulty.get(info.id);
    const inFile = error !== undefined ? 'file has errors' : schedule === undefined ? 'not in the files' : 'active';
    const fault = error === undefined ? null : { code: error.code, message: error.message };
    const state = info.paused ? 'paused' : inFile;
    return { ...info, state, cron: schedule?.cron ?? null, zone: schedule?.zone ?? null, fault };
  });
  for (const [id, { client, pipeline, cron, zone }] of own) {
    const empty = { paused: false, note: null, next: [], recent: [], last: null, fault: null };
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
  for (const { at, startedAt, workflowId, status, failure } of recent) {
    terminal.line(`  ${at}  started ${startedAt}  ${(status ?? 'forgotten').padEnd(9)}  ${workflowId}`);
    if (failure !== null) terminal.line(`    ${failure.code}  ${failure.message}`);
  }
  for (const workflowId of running) terminal.line(`  at work: ${workflowId}`);
  for (const time of next.slice(0, 5)) terminal.line(`  next ${time}`);
  return 0;
};

import { VerbatimError } from '../core/errors.ts';
import type { Schedule } from '../core/schedule/schedule.ts';
import { scheduleOf } from '../core/schedule/schedule-of.ts';
import { findPipeline } from '../core/spec/find-pipeline.ts';
import { listPipelines } from '../core/spec/project.ts';
import type { PipelineName } from '../workflows/contract.ts';
import type { OwnSchedule } from '../workflows/schedules/find-schedule.ts';
import { openPipeline, openPipelineAt } from './pipeline.ts';
import type { Workspace } from './workspace.ts';

/** The schedules of a project's files. */
export interface ProjectSchedules {
  readonly project: string;
  readonly schedules: readonly Schedule[];
  /** Files that could not be read, with why. */
  readonly faults: readonly FaultyFile[];
}

/** A pipeline whose file could not be read. */
export interface FaultyFile extends PipelineName {
  readonly file: string;
  readonly fault: unknown;
}

/** Reads every pipeline's schedule, or a client's alone; a file with errors does not hide the others. */
export async function loadSchedules(workspace: Workspace, client: string | null): Promise<ProjectSchedules> {
  const schedules: Schedule[] = [];
  const faults: FaultyFile[] = [];
  for (const ref of await listPipelines(workspace.project)) {
    if (client !== null && ref.client !== client) continue;
    try {
      const schedule = scheduleOf(projectId(workspace), (await openPipelineAt(workspace, ref)).spec);
      if (schedule !== null) schedules.push(schedule);
    } catch (fault) {
      faults.push({ file: ref.file, pipeline: ref.id, client: ref.client, fault });
    }
  }
  return { project: projectId(workspace), schedules, faults };
}

/**
 * The schedule of one pipeline.
 *
 * @throws VB1405, VB1406 · VB6011 when it has none · InvalidFiles
 */
export async function openSchedule(workspace: Workspace, id: string, client: string | null): Promise<Schedule> {
  const { ref, spec } = await openPipeline(workspace, id, client);
  const schedule = scheduleOf(projectId(workspace), spec);
  if (schedule !== null) return schedule;
  throw new VerbatimError('VB6011', `pipeline "${id}" has no schedule`, {
    at: { file: ref.file },
    hint: 'add one: schedule: { cron: "0 7 2 * *" }',
  });
}

/** The schedule of the pipeline that is meant; one that the files do not have any more can still be named. */
export async function scheduleNamed(workspace: Workspace, id: string, client: string | null): Promise<OwnSchedule> {
  const { project } = workspace;
  const known = (await listPipelines(project)).some(ref => ref.id === id && (client === null || ref.client === client));
  const of = known ? (await findPipeline(project, id, client)).client : client;
  return { project: projectId(workspace), pipeline: id, client: of };
}

/** A project whose own file has errors has no pipeline that could be opened. */
const projectId = ({ project }: Workspace): string => project.spec?.project ?? '';

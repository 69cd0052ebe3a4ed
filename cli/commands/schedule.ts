import { registerSearchAttributes } from '../../workflows/client/register.ts';
import { applySchedules, pruneSchedules, type ScheduleChange } from '../../workflows/schedules/schedules.ts';
import type { Command } from '../command.ts';
import { withSchedules } from '../schedule-server.ts';
import { loadSchedules } from '../schedules.ts';
import type { Terminal } from '../terminal.ts';
import { openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
  readonly prune?: boolean;
  readonly dryRun?: boolean;
}

/** Brings the schedules of the files to the server. */
export const scheduleApply: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const { project, schedules, faults } = await loadSchedules(workspace, options.client ?? null);
  // Half of a project on the server would look like all of it.
  if (faults[0]) throw faults[0].fault;
  const dryRun = options.dryRun ?? false;
  const changes = await withSchedules(workspace, async (client, temporal) => {
    // Starts are found by pipeline and client; where we may not add the attributes, applying says so.
    if (!dryRun) await registerSearchAttributes(temporal).catch(() => []);
    return [
      ...(await applySchedules(client, schedules, { now: new Date().toISOString(), dryRun })),
      ...(options.prune ? await removed(client, project, schedules, options) : []),
    ];
  });
  print(terminal, changes, dryRun);
  if (changes.length === 0) terminal.note('no pipeline has a schedule');
  return 0;
};

/** Removes what the files do not have any more. */
export const schedulePrune: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const { project, schedules, faults } = await loadSchedules(workspace, options.client ?? null);
  // What cannot be read is not gone.
  if (faults[0]) throw faults[0].fault;
  const changes = await withSchedules(workspace, client => removed(client, project, schedules, options));
  print(terminal, changes, options.dryRun ?? false);
  if (changes.length === 0) terminal.note('nothing to remove');
  return 0;
};

function removed(
  client: Parameters<typeof pruneSchedules>[0],
  project: string,
  keep: Parameters<typeof pruneSchedules>[2],
  { client: of, dryRun }: Options,
): Promise<readonly ScheduleChange[]> {
  return pruneSchedules(client, project, keep, { dryRun: dryRun ?? false, ...(of === undefined ? {} : { of }) });
}

function print(terminal: Terminal, changes: readonly ScheduleChange[], dryRun: boolean): void {
  terminal.document({ dryRun, changes });
  for (const { id, change } of changes) terminal.line(`${change.padEnd(9)}  ${id}`);
  if (dryRun && changes.length > 0) terminal.note('nothing was done: --dry-run');
}

import { join } from 'node:path';
import { asVerbatimError, VerbatimError } from '../../core/errors.ts';
import type { Instant } from '../../core/model/feedback.ts';
import { runInProcess } from '../../core/run/engine.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import { runScheduler, type ScheduledStatus } from '../../core/schedule/scheduler.ts';
import { nextStarts } from '../../core/schedule/starts.ts';
import { listPipelines } from '../../core/spec/project.ts';
import { lockStore, type StoreLock } from '../../core/warehouse/lock.ts';
import type { Command, GlobalOptions } from '../command.ts';
import { openPipelineAt, planOf, requireTemplates } from '../pipeline.ts';
import { noteFailures } from '../record.ts';
import { createScheduleLog } from '../schedule-log.ts';
import { createScheduleMemory } from '../schedule-memory.ts';
import { loadSchedules } from '../schedules.ts';
import { createSharedRenderer, type SharedRenderer } from '../shared-renderer.ts';
import { interruptible } from '../signals.ts';
import { openRuntime, openWorkspace } from '../workspace.ts';

interface Options {
  readonly client?: string;
}

/** Runs the pipelines of the project by their schedules until it is told to stop. */
export const scheduler: Command<Options> = async ({ global, terminal, options }) => {
  const workspace = await openWorkspace(global);
  const { schedules, faults } = await loadSchedules(workspace, options.client ?? null);
  if (schedules.length === 0) {
    if (faults[0]) throw faults[0].fault;
    throw new VerbatimError('VB6011', 'no pipeline of the project has a schedule', {
      hint: 'add one to a pipeline: schedule: { cron: "0 7 2 * *" }',
    });
  }
  const lock = await lockScheduler(join(workspace.stateDir, 'schedule'));
  const log = createScheduleLog(terminal);
  for (const { file } of faults) log.note(`${file} has errors and is left out: verbatim validate`);
  for (const schedule of schedules) log.next(schedule);
  if (terminal.options.format === 'json') terminal.document({ schedules: schedules.map(asDocument) });
  const renderer = createSharedRenderer();
  try {
    await interruptible(terminal, signal =>
      runScheduler(
        schedules,
        {
          ...createScheduleMemory(workspace.stateDir),
          now: () => new Date().toISOString(),
          sleepUntil,
          run: (schedule, at, told) => runScheduled({ global, renderer, note: log.note }, schedule, at, told),
          tell: log.tell,
        },
        signal,
      ),
    );
    log.note('scheduler ended');
    return 0;
  } finally {
    await renderer.close();
    await lock.release();
  }
};

/** What `-o json` prints when it begins; `-o jsonl` tells each start and each end instead. */
const asDocument = (schedule: Schedule) => {
  const { pipeline, client, cron, zone } = schedule;
  return { pipeline, client, cron, zone, next: nextStarts(schedule, new Date().toISOString(), 1)[0] ?? null };
};

interface Surroundings {
  readonly global: GlobalOptions;
  readonly renderer: SharedRenderer;
  readonly note: (line: string) => void;
}

/** Runs one pipeline with its files as they are now. */
async function runScheduled(
  { global, renderer, note }: Surroundings,
  { pipeline, client }: Schedule,
  at: Instant,
  signal: AbortSignal,
): Promise<ScheduledStatus> {
  const workspace = await openWorkspace(global);
  const ref = (await listPipelines(workspace.project)).find(one => one.id === pipeline && one.client === client);
  if (ref === undefined) throw new VerbatimError('VB1405', `pipeline "${pipeline}" is not in the files any more`);
  const opened = await openPipelineAt(workspace, ref);
  await requireTemplates(workspace, opened);
  const plan = await planOf(workspace, opened, { window: null, asOf: at });
  const runtime = await openRuntime(workspace, client, {}, renderer);
  try {
    const { id, status, nodes } = await runInProcess(plan, runtime, { signal, emit: () => {} });
    noteFailures({ note: line => note(`run ${id} ${line}`) }, { nodes });
    for (const { path } of nodes.flatMap(({ result }) => result?.reports ?? [])) note(`run ${id} report ${path}`);
    return status;
  } finally {
    await runtime.close();
  }
}

/** Two schedulers of one project would start everything twice. */
async function lockScheduler(path: string): Promise<StoreLock> {
  try {
    return await lockStore(path);
  } catch (thrown) {
    if (asVerbatimError(thrown).code !== 'VB4001') throw thrown;
    throw new VerbatimError('VB6001', `another scheduler works for this project: it holds ${path}.lock`, {
      hint: 'stop that one first',
      cause: thrown,
    });
  }
}

function sleepUntil(until: Instant, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, Date.parse(until) - Date.now()));
    signal.addEventListener('abort', end);
  });
}

import type { Command } from 'commander';
import type { Command as Action } from './command.ts';

/** Wires an action that is loaded when it is called. */
type Wire = <Options>(load: () => Promise<Action<Options>>) => (...given: unknown[]) => Promise<void>;

const client = ['--client <id>', 'client, where several have the pipeline'] as const;
const ofClient = ['--client <id>', 'one client alone'] as const;
const dryRun = ['--dry-run', 'say what would be done, and do nothing'] as const;

/** `verbatim schedule …` and `verbatim scheduler`. */
export function scheduleCommands(program: Command, run: Wire): void {
  const schedule = program.command('schedule').description("the schedules of the project's files, on Temporal");
  schedule
    .command('apply')
    .description('bring the schedules of the files to the server; what is there and equal is left alone')
    .option(...ofClient)
    .option('--prune', 'remove schedules of this project that the files do not have any more')
    .option(...dryRun)
    .action(run(async () => (await import('./commands/schedule.ts')).scheduleApply));
  schedule
    .command('prune')
    .description('remove schedules of this project that the files do not have any more')
    .option(...ofClient)
    .option(...dryRun)
    .action(run(async () => (await import('./commands/schedule.ts')).schedulePrune));
  schedule
    .command('list')
    .description('print the schedules on the server, and those of the files that are not there')
    .option(...ofClient)
    .action(run(async () => (await import('./commands/schedule-read.ts')).scheduleList));
  schedule
    .command('show')
    .description('print one schedule as the server has it, with its latest starts')
    .argument('<pipeline>')
    .option(...client)
    .action(run(async () => (await import('./commands/schedule-read.ts')).scheduleShow));
  schedule
    .command('next')
    .description('print when a pipeline starts next and what each run covers; needs no server')
    .argument('<pipeline>')
    .option(...client)
    .option('-n, --number <n>', 'so many', '5')
    .option('--after <instant>', 'later than this, ISO 8601; now when left out')
    .action(run(async () => (await import('./commands/schedule-next.ts')).scheduleNext));
  steerCommands(schedule, run);
  program
    .command('scheduler')
    .description("run the schedules of the project's files in this process, without a server")
    .option(...ofClient)
    .action(run(async () => (await import('./commands/scheduler.ts')).scheduler));
}

function steerCommands(schedule: Command, run: Wire): void {
  schedule
    .command('pause')
    .description('stop the starts of a pipeline until it is resumed')
    .argument('<pipeline>')
    .option(...client)
    .option('--reason <text>', 'why; shown to whoever looks')
    .action(run(async () => (await import('./commands/schedule-steer.ts')).schedulePause));
  schedule
    .command('resume')
    .description('let a paused pipeline start again')
    .argument('<pipeline>')
    .option(...client)
    .option('--reason <text>', 'why; shown to whoever looks')
    .action(run(async () => (await import('./commands/schedule-steer.ts')).scheduleResume));
  schedule
    .command('trigger')
    .description('start a pipeline once, now, as its schedule would')
    .argument('<pipeline>')
    .option(...client)
    .action(run(async () => (await import('./commands/schedule-steer.ts')).scheduleTrigger));
  schedule
    .command('backfill')
    .description('start a pipeline for each time of its schedule in a span, one run after the other')
    .argument('<pipeline>')
    .option(...client)
    .requiredOption('--from <instant>', 'start of the span, ISO 8601; or the first month of starts, as 2026-01')
    .requiredOption('--to <instant>', 'end of the span, not included; or the last month, included')
    .action(run(async () => (await import('./commands/schedule-steer.ts')).scheduleBackfill));
}

import { type Command, Option } from 'commander';
import type { Command as Action } from './command.ts';
import { engines } from './engine.ts';

/** Wires an action that is loaded when it is called. */
type Wire = <Options>(load: () => Promise<Action<Options>>) => (...given: unknown[]) => Promise<void>;

const client = ['--client <id>', 'client, where several have the pipeline'] as const;
const ofClient = ['--client <id>', 'client whose run it is, where the project has several'] as const;
const detach = ['--detach', 'on Temporal: print the workflow id and leave the run to its workers'] as const;
const onInterrupt = (): Option =>
  new Option('--on-interrupt <action>', 'on Temporal: what Ctrl-C does to the run; detach when left out').choices([
    'detach',
    'cancel',
  ]);
const steps = (description: string) =>
  [`${description} (may be given several times)`, (step: string, before: string[] = []) => [...before, step]] as const;

/** `verbatim run`, `verbatim retry` and `verbatim runs …`. */
export function runCommands(program: Command, run: Wire): void {
  program
    .command('run')
    .description('run a pipeline: read, enrich, score, measure, report')
    .argument('<pipeline>')
    .option(...client)
    .option('--window <month>', "month as 2026-10, in the pipeline's zone")
    .option('--from <start>', 'start of the window as an instant; or the first of several months, each run on its own')
    .option('--to <end>', 'end of the window, not included; or the last of several months, included')
    .option('--as-of <instant>', 'the instant that the run speaks for; now when left out')
    .addOption(new Option('--engine <engine>', 'where it runs; VERBATIM_ENGINE, else in-process').choices([...engines]))
    .option('--full-refresh', 'read everything from the start; rows that the source no longer has are removed')
    .option('--force', 'run a window again that a run on Temporal has succeeded with; in process every run does')
    .option(...detach)
    .addOption(onInterrupt())
    .action(run(async () => (await import('./commands/run.ts')).runPipeline));
  program
    .command('retry')
    .description('go on with a run that failed or was cancelled: what succeeded is not run again')
    .argument('[run]', 'the latest when left out')
    .option(...ofClient)
    .option('--step <step>', ...steps('of a run at work: run this held step again, and no other'))
    .option('--skip <step>', ...steps('of a run at work: leave this held or waiting step out, and what needs it'))
    .option(...detach)
    .addOption(onInterrupt())
    .action(run(async () => (await import('./commands/retry.ts')).retry));
  runsCommands(program.command('runs').description('what ran'), run);
}

function runsCommands(runs: Command, run: Wire): void {
  runs
    .command('list')
    .description('print the latest runs')
    .option(...ofClient)
    .option('--limit <n>', 'at most so many', '20')
    .action(run(async () => (await import('./commands/runs.ts')).runsList));
  runs
    .command('show')
    .description('print one run with its steps')
    .argument('<run>')
    .option(...ofClient)
    .action(run(async () => (await import('./commands/runs.ts')).runsShow));
  runs
    .command('follow')
    .description('follow a run or a backfill on Temporal to its end')
    .argument('<run>', 'its id, or its workflow id')
    .option(...ofClient)
    .addOption(onInterrupt())
    .action(run(async () => (await import('./commands/runs-follow.ts')).runsFollow));
  runs
    .command('cancel')
    .description('ask a run, on either engine, or a backfill to stop at the next batch edge')
    .argument('<run>', 'its id, or its workflow id')
    .option(...ofClient)
    .action(run(async () => (await import('./commands/runs-cancel.ts')).runsCancel));
}

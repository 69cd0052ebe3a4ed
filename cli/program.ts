import { Command, Option } from 'commander';
import type { Command as Action, GlobalOptions } from './command.ts';
import { packageInfo } from './package-info.ts';
import { runCommands } from './run-commands.ts';
import { scheduleCommands } from './schedule-commands.ts';
import { createTerminal } from './terminal.ts';

/** Builds the command tree. A command's code is imported when it is called, so that `--help` costs nothing. */
export function createProgram(): Command {
  const program = new Command('verbatim')
    .description('Turns raw customer feedback into a board-ready PDF in one durable run.')
    .version(packageInfo().version, '-V, --version', 'print the version')
    .option('--cwd <folder>', 'folder of the project, or one inside it', process.cwd())
    .option('--env <name>', 'environment of config/verbatim.yaml')
    .addOption(
      new Option('-o, --output <format>', 'form of the result on stdout')
        .choices(['text', 'json', 'jsonl'])
        .default('text'),
    )
    .option('-q, --quiet', 'print nothing but the result and errors')
    .option('--debug', 'print stacks with errors')
    .option('--no-color', 'no colours')
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .showSuggestionAfterError();
  pipelineCommands(program);
  readingCommands(program);
  projectCommands(program);
  scheduleCommands(program, run);
  return program;
}

const client = ['--client <id>', 'client, where several have the pipeline'] as const;
const window = ['--window <month>', "month as 2026-10, in the pipeline's zone"] as const;

function pipelineCommands(program: Command): void {
  program
    .command('demo')
    .description('run the shipped demo end to end: no server, no account, no network')
    .action(run(async () => (await import('./commands/demo.ts')).demo));
  program
    .command('validate')
    .description('check every YAML file of the project, or the files given')
    .argument('[files...]')
    .addOption(
      new Option('--format <format>', 'how mistakes are written: for a reader, or as annotations of GitHub Actions')
        .choices(['text', 'github'])
        .default('text'),
    )
    .action(run(async () => (await import('./commands/validate.ts')).validate));
  runCommands(program, run);
}

function readingCommands(program: Command): void {
  program
    .command('metrics')
    .description('print the KPIs of a pipeline over a window')
    .argument('<pipeline>')
    .option(...client)
    .option(...window)
    .option('--kpi <id>', 'one KPI')
    .option(
      '--by <dimensions>',
      'dimensions to cross, with commas, and month, week or day; else the total and each cut',
    )
    .action(run(async () => (await import('./commands/metrics.ts')).metrics));
  program
    .command('feedback')
    .description('print feedback as stored: redacted, with its annotations and segments')
    .argument('<pipeline>')
    .option(...client)
    .option(...window)
    .option('--limit <n>', 'at most so many')
    .action(run(async () => (await import('./commands/feedback.ts')).feedback));
  const quarantine = program.command('quarantine').description('records that were refused');
  quarantine
    .command('list')
    .description('print them with where they stood and why')
    .argument('<pipeline>')
    .option(...client)
    .action(run(async () => (await import('./commands/quarantine.ts')).quarantineList));
  const report = program.command('report').description('issued reports');
  report
    .command('list')
    .description('print each version of each month that was issued')
    .argument('<pipeline>')
    .option(...client)
    .action(run(async () => (await import('./commands/report.ts')).reportList));
  report
    .command('render')
    .description('render a report again from the warehouse')
    .argument('<pipeline>')
    .option(...client)
    .option(...window)
    .option('--report <name>', 'one report of the pipeline')
    .action(run(async () => (await import('./commands/report.ts')).reportRender));
}

function projectCommands(program: Command): void {
  const config = program.command('config').description("the project's configuration");
  config
    .command('explain')
    .description('print a value with the file and line that gave it: sources.surveys.with.delimiter')
    .argument('<path>')
    .option('--pipeline <id>', 'pipeline, where the project has several')
    .option(...client)
    .action(run(async () => (await import('./commands/config-explain.ts')).configExplain));
  program
    .command('schema')
    .description("write the JSON Schemas of the YAML files, with the plugins' options")
    .option('--out <folder>', 'folder to write into; else they are printed')
    .action(run(async () => (await import('./commands/schema.ts')).schema));
  program
    .command('worker')
    .description('take work from a Temporal server until it is told to stop')
    .option('--queues <names>', 'with commas, of workflow, io, cpu, render; all when left out')
    .option('--io <n>', 'sources read at once')
    .option('--cpu <n>', 'text and KPI steps at once, and threads; as many as cores when left out')
    .option('--render <n>', 'reports rendered at once')
    .option('--io-per-second <n>', 'io steps begun in a second over all workers, the budget of a provider')
    .action(run(async () => (await import('./commands/worker.ts')).worker));
  const db = program.command('db').description("the warehouse's schema");
  db.command('migrate')
    .description('make the warehouse, or bring it to the schema of this version')
    .option(...client)
    .action(run(async () => (await import('./commands/db.ts')).dbMigrate));
  db.command('status')
    .description('print which migrations the warehouse has; exits 4 when it needs some')
    .option(...client)
    .action(run(async () => (await import('./commands/db.ts')).dbStatus));
  program
    .command('doctor')
    .description('check what this machine has, and say how to mend what it lacks')
    .option('--fix', 'mend what can be mended from here: namespace and search attributes of the Temporal server')
    .option('--only <checks>', 'with commas: node, project, browser, warehouse, temporal, worker, disk, clock')
    .action(run(async () => (await import('./commands/doctor.ts')).doctor));
  const plugin = program.command('plugin').description('plugins of the project');
  plugin
    .command('list')
    .description('print every plugin, built-in ones and those of the project')
    .action(run(async () => (await import('./commands/plugin.ts')).pluginList));
  plugin
    .command('info')
    .description('print what a plugin says of itself: its options and examples')
    .argument('<id>')
    .action(run(async () => (await import('./commands/plugin.ts')).pluginInfo));
  program
    .command('version')
    .description('print the version of the product and of Node')
    .action(run(async () => (await import('./commands/version.ts')).version));
}

/** Wires a command's action: global options, terminal, exit code. */
function run<Options>(load: () => Promise<Action<Options>>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const global = command.optsWithGlobals<
      GlobalOptions & { output: 'text' | 'json' | 'jsonl'; quiet?: boolean; debug?: boolean }
    >();
    const terminal = createTerminal({
      format: global.output,
      quiet: global.quiet ?? false,
      debug: global.debug ?? false,
    });
    const action = await load();
    process.exitCode = await action({
      global,
      terminal,
      options: command.opts<object>() as Options,
      args: command.args,
    });
  };
}

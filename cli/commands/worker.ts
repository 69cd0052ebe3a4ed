import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { VerbatimError } from '../../core/errors.ts';
import { type QueueKind, queues } from '../../workflows/contract.ts';
import type { RunningWorker, WorkerLimits, WorkerSetup } from '../../workflows/worker/worker.ts';
import type { Command, GlobalOptions } from '../command.ts';
import { packageInfo } from '../package-info.ts';
import { assertSound } from '../pipeline.ts';
import { type ServicesOptions, servicesOf } from '../services.ts';
import { showSignsOfLife } from '../sign-of-life.ts';
import { temporalTarget } from '../temporal.ts';
import type { Terminal } from '../terminal.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

export interface WorkerOptions {
  readonly queues?: string;
  readonly cpu?: string;
  readonly io?: string;
  readonly render?: string;
  readonly ioPerSecond?: string;
}

/** Steps with a database session each that a thread runs: one, and the two that a warehouse keeps beside. */
const threadWidth = 3;

/** Takes work from a Temporal server until it is told to stop. */
export const worker: Command<WorkerOptions> = async ({ global, terminal, options }) => {
  const limits = limitsOf(options);
  const taken = queuesOf(options.queues);
  const workspace = await openWorkspace(global);
  await assertSound(workspace);
  const open = (): Promise<Workspace> => openWorkspace(global);
  const width = limits.io + limits.cpu + limits.render + 2;
  const services = servicesOf(workspace, open, { width, reports: limits.render });
  try {
    const { startWorker, bundle } = await loadWorker(terminal);
    const target = temporalTarget(workspace.project);
    const setup: WorkerSetup = {
      ...{ ...target, services, queues: taken, limits, bundle },
      threads: { url: moduleUrl('../services'), options: threadOptions(global, workspace.project.root) },
    };
    const running = await startWorker(setup);
    const names = taken.map(queue => queues[queue]);
    const build = `${packageInfo().version} ${bundle.build}`;
    const endSigns = await showSignsOfLife(workspace.stateDir, names);
    const { address, namespace } = target;
    terminal.document({ worker: { pid: process.pid, queues: names, address, namespace, build } });
    const where = `at ${address}, namespace ${namespace}`;
    const greeting = `worker ${process.pid} takes work from ${names.join(', ')} ${where}; build ${build}`;
    await untilStopped(terminal, running, greeting).finally(endSigns);
  } finally {
    await services.close();
  }
  terminal.note('worker ended');
  return 0;
};

/** Imported when there is a project to work for: it is the heaviest part of the product. */
async function loadWorker(terminal: Terminal) {
  const [{ startWorker }, { installWorkerLog }, { builtBundle }] = await Promise.all([
    import('../../workflows/worker/worker.ts'),
    import('../../workflows/worker/worker-log.ts'),
    import('../../workflows/worker/workflow-bundle.ts'),
  ]);
  const bundle = builtBundle();
  if (bundle === null) {
    throw new VerbatimError('VB6017', 'this runs from sources, and a worker needs the workflows as one bundle', {
      hint: 'run "npm run build", then dist/cli/verbatim.js worker',
    });
  }
  installWorkerLog(line => terminal.note(`${new Date().toISOString()} ${line}`));
  return { startWorker, bundle };
}

const exitBySignal = { SIGINT: 130, SIGTERM: 143 } as const;

/** The first signal drains, the second ends at once. Whoever reads `greeting` may send them. */
async function untilStopped(terminal: Terminal, running: RunningWorker, greeting: string): Promise<void> {
  let stopping = false;
  const stop = (signal: keyof typeof exitBySignal) => (): void => {
    if (stopping) process.exit(exitBySignal[signal]);
    stopping = true;
    terminal.note('stopping: steps end at their next batch and go on elsewhere (once more to stop at once)');
    running.shutdown();
  };
  const [onInterrupt, onTerminate] = [stop('SIGINT'), stop('SIGTERM')];
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  terminal.note(greeting);
  try {
    await running.ended;
  } catch (thrown) {
    if (!stopping) throw thrown;
    terminal.note('a step did not stop in time; it is left to its next attempt');
    // Whatever it still holds would keep the process alive.
    process.exit(0);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}

function queuesOf(given: string | undefined): readonly QueueKind[] {
  const known = Object.keys(queues) as QueueKind[];
  if (given === undefined) return known;
  const names = [...new Set(given.split(',').map(name => name.trim()))];
  const unknown = names.find(name => !known.includes(name as QueueKind));
  if (unknown === undefined) return names as QueueKind[];
  throw new VerbatimError('VB1002', `--queues: no queue is called "${unknown}"`, {
    hint: `known are ${known.join(', ')}`,
  });
}

function limitsOf({ io, cpu, render, ioPerSecond }: WorkerOptions): WorkerLimits {
  return {
    io: atLeastOne('--io', io, 4),
    cpu: atLeastOne('--cpu', cpu, availableParallelism()),
    render: atLeastOne('--render', render, 1),
    ioPerSecond: ioPerSecond === undefined ? null : positive('--io-per-second', ioPerSecond),
  };
}

function atLeastOne(option: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new VerbatimError('VB1002', `${option}: "${given}" is no whole number from 1 on`);
}

function positive(option: string, given: string): number {
  const value = Number(given);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new VerbatimError('VB1002', `${option}: "${given}" is no number above 0`);
}

/** A thread that begins later finds the project by its path alone. */
const threadOptions = ({ env }: GlobalOptions, root: string): ServicesOptions => ({
  ...{ cwd: root, width: threadWidth },
  ...(env === undefined ? {} : { env }),
});

/** Compiled beside this file when this one is. */
const moduleUrl = (path: string): string => new URL(`${path}${extname(import.meta.url)}`, import.meta.url).href;

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { asVerbatimError, VerbatimError } from '../../core/errors.ts';
import { errorOf } from '../../core/plan/failure.ts';
import type { NodeResult } from '../../core/plan/result.ts';
import { graceMs as stepGraceMs } from '../../core/run/attempt-within.ts';
import type { Attempt } from '../../core/run/runtime.ts';
import type { ServicesModule } from './services.ts';
import type { StepRunner } from './step-runner.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** Threads that run steps, each one step at a time. */
export interface StepThreads {
  readonly run: StepRunner;
  /** Ends every thread; a step that is still at work is told to stop first. */
  readonly close: () => Promise<void>;
}

interface StepThreadsOptions {
  readonly services: ServicesModule;
  /** Threads at most; one is made when a step finds none idle, and kept. */
  readonly size: number;
  /** How long a step that was told to stop may take, in milliseconds, before its thread is ended. */
  readonly graceMs?: number;
}

interface Thread {
  readonly worker: Worker;
  readonly ended: Promise<void>;
  /** Settles the step that it runs now. */
  settle: ((message: FromThread | VerbatimError) => void) | null;
}

/**
 * Runs steps on threads of their own, so that the thread that talks with the server stays free to do so. A thread that
 * dies fails the attempt that it ran as one that may pass, and is replaced when the next step needs it.
 */
export function createStepThreads({ services, size, graceMs = stepGraceMs }: StepThreadsOptions): StepThreads {
  const all = new Set<Thread>();
  const idle: Thread[] = [];
  const waiting: (() => void)[] = [];
  let atWork = 0;
  const take = async (): Promise<Thread> => {
    if (atWork >= size) await new Promise<void>(resolve => waiting.push(resolve));
    else atWork += 1;
    const thread = idle.pop() ?? startThread(services, gone => forget(gone));
    all.add(thread);
    return thread;
  };
  const forget = (thread: Thread): void => {
    all.delete(thread);
    const place = idle.indexOf(thread);
    if (place >= 0) idle.splice(place, 1);
  };
  const giveBack = (thread: Thread): void => {
    if (all.has(thread)) idle.push(thread);
    const next = waiting.shift();
    if (next) next();
    else atWork -= 1;
  };
  return {
    run: async (client, attempt) => {
      const thread = await take();
      try {
        attempt.signal.throwIfAborted();
        return await runOn(thread, client, attempt, graceMs);
      } finally {
        giveBack(thread);
      }
    },
    close: async () => {
      await Promise.all([...all].map(thread => endThread(thread, graceMs)));
    },
  };
}

function startThread(services: ServicesModule, gone: (thread: Thread) => void): Thread {
  // The entry lies beside this file, compiled when this one is.
  const entry = new URL(`./step-thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { workerData: services });
  let end = (): void => {};
  const thread: Thread = { worker, ended: new Promise(resolve => (end = resolve)), settle: null };
  const lose = (error: VerbatimError): void => {
    gone(thread);
    thread.settle?.(error);
  };
  worker.on('message', (message: FromThread) => thread.settle?.(message));
  worker.on('error', thrown => lose(asVerbatimError(thrown)));
  worker.on('exit', code => {
    lose(new VerbatimError('VB6013', `exit code ${code}`));
    end();
  });
  return thread;
}

function runOn(
  thread: Thread,
  client: string | null,
  { signal, emit, ...attempt }: Attempt,
  graceMs: number,
): Promise<NodeResult> {
  let overdue: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    tell(thread, { type: 'cancel' });
    overdue = setTimeout(() => void thread.worker.terminate(), graceMs);
  };
  return new Promise<NodeResult>((resolve, reject) => {
    thread.settle = message => {
      if (message instanceof Error) reject(lostThread(attempt.node, message));
      else if (message.type === 'event') emit(message.event);
      else if (message.type === 'done') resolve(message.result);
      else if (message.type === 'failed') reject(errorOf(message.failure));
    };
    signal.addEventListener('abort', cancel, { once: true });
    tell(thread, { type: 'run', client, attempt });
  }).finally(() => {
    thread.settle = null;
    clearTimeout(overdue);
    signal.removeEventListener('abort', cancel);
  });
}

const tell = ({ worker }: Thread, message: ToThread): void => worker.postMessage(message);

/** Whatever ended it, the batch that was under way is rolled back and the next attempt goes on from the one before. */
const lostThread = (node: string, cause: VerbatimError): VerbatimError =>
  new VerbatimError('VB6013', `the thread that ran step ${node} ended: ${cause.message}`, {
    cause,
    ...(cause.at === null ? {} : { at: cause.at }),
  });

async function endThread(thread: Thread, graceMs: number): Promise<void> {
  tell(thread, { type: 'cancel' });
  tell(thread, { type: 'close' });
  const overdue = setTimeout(() => void thread.worker.terminate(), graceMs);
  await thread.ended;
  clearTimeout(overdue);
}

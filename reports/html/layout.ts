import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, type Place, VerbatimError } from '../../core/errors.ts';
import { createTurns } from '../turns.ts';
import type { HtmlRequest } from './html.ts';
import { templateFile } from './template-source.ts';

/** Lays out report models, one at a time. */
export interface Layout {
  /** The report as one HTML document. @throws what `renderHtml` throws; the signal's reason when it aborts */
  readonly render: (request: HtmlRequest, signal: AbortSignal) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** What a template may use; the defaults are many times what a report of fifteen pages needs. */
export interface LayoutLimits {
  /** Time for one report, milliseconds, from when the thread is ready. */
  readonly deadlineMs?: number;
  /** Memory of the thread, megabytes. */
  readonly memoryMb?: number;
}

/** What the thread says. */
export type FromLayoutThread =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly html: string }
  | { readonly type: 'failed'; readonly error: CrossingError };

/** An error without what cannot cross: its cause and its stack. */
interface CrossingError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly at: Place | null;
}

/**
 * Lays out in a thread of its own, which the first report starts and the next ones find: a template that does not end or
 * that eats memory ends with its thread, and the process goes on. Close it, or the process stays alive.
 *
 * `render` throws VB5003 for a template that is still at work at the deadline or needs more memory.
 */
export function createLayout({ deadlineMs = 10_000, memoryMb = 512 }: LayoutLimits = {}): Layout {
  const turns = createTurns(1);
  let thread: Thread | null = null;
  let closed = false;
  const layOut = async (request: HtmlRequest, signal: AbortSignal): Promise<string> => {
    if (closed) throw endedError();
    const atWork = thread ?? startThread(memoryMb);
    thread = atWork;
    const answer = await answerOf(atWork, request, signal, { deadlineMs, memoryMb }).catch(async thrown => {
      // Nobody knows what it still does: the next report has a fresh one.
      thread = null;
      await atWork.worker.terminate();
      throw thrown;
    });
    if (answer.type === 'done') return answer.html;
    throw restored(answer.error);
  };
  return {
    render: async (request, signal) => {
      await turns.take(signal);
      return await layOut(request, signal).finally(turns.give);
    },
    close: async () => {
      closed = true;
      await thread?.worker.terminate();
    },
  };
}

interface Thread {
  readonly worker: Worker;
  readonly ready: Promise<void>;
}

function startThread(memoryMb: number): Thread {
  // The entry lies beside this file, compiled when this one is.
  const entry = new URL(`./layout-thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  return { worker, ready: new Promise(resolve => worker.once('message', () => resolve())) };
}

type Answer = Exclude<FromLayoutThread, { readonly type: 'ready' }>;

/** What the thread says to a request; rejects for whatever keeps it from an answer. */
function answerOf(
  { worker, ready }: Thread,
  request: HtmlRequest,
  signal: AbortSignal,
  { deadlineMs, memoryMb }: Required<LayoutLimits>,
): Promise<Answer> {
  const undo: (() => void)[] = [];
  return new Promise<Answer>((resolve, reject) => {
    const hear = (message: FromLayoutThread): void => {
      if (message.type !== 'ready') resolve(message);
    };
    const fail = (thrown: NodeJS.ErrnoException): void => {
      const isFull = thrown.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isFull ? boundless(request, `takes more than ${memoryMb} MB`) : thrown);
    };
    const leave = (): void => reject(endedError());
    const abort = (): void => reject(signal.reason);
    worker.on('message', hear).once('error', fail).once('exit', leave);
    signal.addEventListener('abort', abort, { once: true });
    const late = (): void => reject(boundless(request, `takes more than ${deadlineMs / 1000} s`));
    let timer: NodeJS.Timeout | undefined;
    let over = false;
    undo.push(() => {
      over = true;
      clearTimeout(timer);
      worker.off('message', hear).off('error', fail).off('exit', leave);
      signal.removeEventListener('abort', abort);
    });
    void ready.then(() => {
      if (over) return;
      timer = setTimeout(late, deadlineMs);
      worker.postMessage(request);
    });
    if (signal.aborted) abort();
  }).finally(() => {
    for (const step of undo) step();
  });
}

const boundless = ({ model }: HtmlRequest, what: string): VerbatimError =>
  new VerbatimError('VB5003', `report template "${model.template}" ${what} to lay out`, {
    at: { file: templateFile(model.template, 'template.hbs') },
    hint: 'look for blocks inside blocks that each go through a long list',
  });

const restored = ({ code, message, hint, at }: CrossingError): VerbatimError =>
  new VerbatimError(code, message, { ...(hint === null ? {} : { hint }), ...(at === null ? {} : { at }) });

const endedError = (): VerbatimError => new VerbatimError('VB9001', 'the thread that lays reports out has ended');

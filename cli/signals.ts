import type { Terminal } from './terminal.ts';

const exitBySignal = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs work that Ctrl-C or SIGTERM asks to stop at the next batch edge; a second one ends the process at once.
 *
 * @param work - gets the signal to watch, and a function that gives the exit code once it was interrupted
 * @param notice - what a person is told at the first one; `null` = nothing
 */
export async function interruptible<T>(
  terminal: Terminal,
  work: (signal: AbortSignal, interruptedBy: () => number | null) => Promise<T>,
  notice: string | null = 'stopping at the next batch edge; what is committed stays (once more to stop at once)',
): Promise<T> {
  const controller = new AbortController();
  let code: number | null = null;
  const stop = (name: keyof typeof exitBySignal) => (): void => {
    if (code !== null) process.exit(exitBySignal[name]);
    code = exitBySignal[name];
    if (notice !== null) terminal.note(notice);
    controller.abort(new Error('interrupted'));
  };
  const onInterrupt = stop('SIGINT');
  const onTerminate = stop('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    return await work(controller.signal, () => code);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}

import { vi } from 'vitest';
import type { Context } from '../../core/sdk.ts';

/** A context as a run gives it, without a log and with a signal that never fires unless one is given. */
export function contextFor<Options>(options: Options, given: Partial<Context<Options>> = {}): Context<Options> {
  return {
    options,
    signal: new AbortController().signal,
    asOf: '2026-11-02T06:00:00.000Z',
    timezone: 'Europe/Paris',
    root: '/nowhere',
    run: { id: 'run-1', client: null, pipeline: 'monthly' },
    log: () => undefined,
    ...given,
  };
}

/** What is written to stdout and stderr, the console included, while some work is done. */
export async function outputOf(work: () => Promise<unknown>): Promise<string> {
  let output = '';
  const listen = (chunk: unknown): boolean => {
    output += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(listen),
    vi.spyOn(process.stderr, 'write').mockImplementation(listen),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map(name =>
      vi.spyOn(console, name).mockImplementation(listen),
    ),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return output;
}

/** A signal that fired before the work began. */
export const firedSignal = (): AbortSignal => AbortSignal.abort(new Error('cancelled by the test'));

import { setTimeout as pause } from 'node:timers/promises';
import type { TemporalClient } from './client.ts';
import { isAbsence } from './server-errors.ts';

/** What is said of a server that does not answer for a while. */
export interface Absence {
  readonly begin: () => void;
  readonly end: () => void;
}

/** Says once that the server is away, and once that it is back. */
export function createAbsence({ address }: TemporalClient, say: (line: string) => void): Absence {
  let away = false;
  return {
    begin: () => {
      if (!away) say(`the Temporal server at ${address} does not answer; the run is safe, waiting for it`);
      away = true;
    },
    end: () => {
      if (away) say('the Temporal server answers again');
      away = false;
    },
  };
}

const pauseMs = 1_000;

/**
 * Answers with what some questions to the server give, waiting for the server while it is away.
 *
 * @returns `null` when the signal ended the waiting
 */
export async function whenThere<T>(
  temporal: TemporalClient,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
  ask: () => Promise<T>,
): Promise<T | null> {
  const away = createAbsence(temporal, say);
  while (!signal.aborted) {
    try {
      const answer = await ask();
      away.end();
      return answer;
    } catch (thrown) {
      if (signal.aborted) break;
      if (!isAbsence(thrown)) throw thrown;
      away.begin();
    }
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
  return null;
}

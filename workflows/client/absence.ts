import type { TemporalClient } from './client.ts';

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

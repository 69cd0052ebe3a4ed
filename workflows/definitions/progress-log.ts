import type { Progress, ProgressEntry } from '../contract.ts';

/** Bytes of an answer that entries may take; the rest is for its frame. */
const mostBytes = 28_000;

export interface ProgressLog {
  readonly add: (entry: ProgressEntry) => void;
  /** Entries from `after` on, as many as an answer may hold. */
  readonly read: (after: number) => Pick<Progress, 'entries' | 'next' | 'more'>;
}

/** A run's story in order, read in pieces: a query's answer is limited, a run of 200 steps is not. */
export function createProgressLog(): ProgressLog {
  const entries: ProgressEntry[] = [];
  return {
    add: entry => {
      entries.push(entry);
    },
    read: after => {
      let next = Math.max(0, after);
      for (let bytes = 0; next < entries.length; next += 1) {
        // Three bytes a character at most.
        bytes += JSON.stringify(entries[next]).length * 3;
        if (bytes > mostBytes && next > after) break;
      }
      return { entries: entries.slice(Math.max(0, after), next), next, more: next < entries.length };
    },
  };
}

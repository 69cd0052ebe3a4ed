import type { Failure } from '../../core/plan/state.ts';
import type { Progress, ProgressEntry } from '../contract.ts';

/** Bytes of an answer that entries may take; the rest is for its frame. */
const mostBytes = 28_000;

export interface ProgressLog {
  readonly add: (entry: ProgressEntry) => void;
  /** Tells that a step, or with `null` the run's own begin or end, waits for another worker. */
  readonly waits: (node: string | null) => (failure: Failure) => void;
  /** Entries from `after` on, as many as an answer may hold. */
  readonly read: (after: number) => Pick<Progress, 'entries' | 'next' | 'more'>;
}

/** A run's story in order, read in pieces: a query's answer is limited, a run of 200 steps is not. */
export function createProgressLog(): ProgressLog {
  const entries: ProgressEntry[] = [];
  const add = (entry: ProgressEntry): void => void entries.push(entry);
  return {
    add,
    waits: node => failure => add({ node, to: 'waiting', because: null, attempts: 0, result: null, failure }),
    read: after => pieceOf(entries, after),
  };
}

/** The entries of a list from one on, as many as an answer may hold, one at least. */
export function pieceOf<T>(all: readonly T[], after: number): { entries: readonly T[]; next: number; more: boolean } {
  const from = Math.max(0, after);
  let next = from;
  for (let bytes = 0; next < all.length; next += 1) {
    // Three bytes a character at most.
    bytes += JSON.stringify(all[next]).length * 3;
    if (bytes > mostBytes && next > from) break;
  }
  return { entries: all.slice(from, next), next, more: next < all.length };
}

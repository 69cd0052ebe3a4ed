import type { Place } from '../errors.ts';
import type { Json } from '../model/digest.ts';

/** What `drive` needs to know of a plan. */
export interface Graph {
  readonly nodes: readonly { readonly id: string; readonly needs: readonly string[] }[];
  readonly width: number;
}

export type NodeStatus = 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';
export type FinalStatus = Exclude<NodeStatus, 'running'>;

/** A failure as it crosses an engine: no stack, no customer text, no secret. */
export interface Failure {
  readonly code: string;
  readonly class: string;
  readonly message: string;
  readonly hint: string | null;
  /** Where the fault is, when it has a place; a version before it left it out. */
  readonly at?: Place;
}

/** When a step was at work, in milliseconds since 1970 by the clock of its engine. */
export interface StepTimes {
  /** `null` when it never began. */
  readonly startedAt: number | null;
  readonly endedAt: number;
}

export type Outcome =
  | { readonly status: 'succeeded'; readonly result: Json }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled' }
  /** Somebody told the engine to leave it out. */
  | { readonly status: 'skipped' };

/** One change of one node; the ordered list of them is a run's whole story. */
export interface Delta {
  readonly node: string;
  readonly to: NodeStatus;
  /** For `skipped` and `cancelled` by need: the node whose end caused it. */
  readonly because?: string;
}

/** What an engine offers to `drive`. */
export interface Port {
  /** Runs a node to its end, retries included; it never rejects. */
  readonly runNode: (id: string) => Promise<Outcome>;
  readonly record: (delta: Delta) => void;
  readonly cancelled: () => boolean;
}

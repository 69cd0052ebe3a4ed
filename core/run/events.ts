import type { NodeResult } from '../plan/result.ts';
import type { Failure, NodeStatus } from '../plan/state.ts';

/** What a run tells while it goes; the command line prints it, nothing depends on it. */
export type RunEvent =
  | { readonly type: 'run-started'; readonly run: string; readonly pipeline: string; readonly client: string | null }
  | {
      readonly type: 'node';
      readonly node: string;
      readonly to: NodeStatus;
      readonly because: string | null;
      readonly result: NodeResult | null;
      readonly failure: Failure | null;
      readonly attempts: number;
    }
  /** Somebody else asks the run to stop at its next batch edge. */
  | { readonly type: 'stop-asked'; readonly run: string }
  | { readonly type: 'progress'; readonly node: string; readonly rows: number }
  | {
      readonly type: 'retry';
      readonly node: string;
      readonly attempt: number;
      readonly inMs: number;
      readonly failure: Failure;
    }
  | {
      readonly type: 'log';
      readonly node: string;
      readonly message: string;
      readonly fields: Readonly<Record<string, string | number | boolean>>;
    }
  | {
      readonly type: 'run-ended';
      readonly run: string;
      readonly status: 'succeeded' | 'failed' | 'cancelled';
      readonly ms: number;
    };

export type Listener = (event: RunEvent) => void;

import type { NodeResult } from '../../core/plan/result.ts';
import type { Failure } from '../../core/plan/state.ts';
import type { RunEvent } from '../../core/run/events.ts';
import type { Attempt } from '../../core/run/runtime.ts';

/** To a thread that runs steps, one at a time. */
export type ToThread =
  | { readonly type: 'run'; readonly client: string | null; readonly attempt: Omit<Attempt, 'signal' | 'emit'> }
  | { readonly type: 'cancel' }
  | { readonly type: 'close' };

/** From it. */
export type FromThread =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'done'; readonly result: NodeResult }
  | { readonly type: 'failed'; readonly failure: Failure };

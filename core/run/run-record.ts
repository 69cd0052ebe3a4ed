import type { Plan, PlanNode } from '../plan/plan.ts';
import type { Counts, NodeResult } from '../plan/result.ts';
import type { Failure, FinalStatus } from '../plan/state.ts';

/** What became of one node. */
export interface NodeRecord {
  readonly node: PlanNode;
  readonly status: FinalStatus;
  readonly attempts: number;
  readonly result: NodeResult | null;
  readonly failure: Failure | null;
  /** What became of its rows; of a step that did not succeed those that its batches have handled. */
  readonly counts: Counts;
}

/** A run that has ended. */
export interface RunRecord {
  readonly id: string;
  readonly plan: Plan;
  readonly engine: 'in-process' | 'temporal';
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly nodes: readonly NodeRecord[];
}

import type { Instant } from '../core/model/feedback.ts';
import type { Window } from '../core/model/window.ts';
import type { Plan, PlanNode } from '../core/plan/plan.ts';
import type { NodeResult } from '../core/plan/result.ts';
import type { Failure, FinalStatus, NodeStatus, StepTimes } from '../core/plan/state.ts';

/*
 * What crosses the server: names, arguments and answers. All of it is in the histories of running workflows, so a field
 * may be added but none renamed. References, counts and ids only: no customer text, no secret, no row.
 */

/**
 * Task queues. Beginning and ending runs goes with the workflows, so that neither waits behind a source. A project whose
 * sources have a budget of requests may serve `verbatim-io` by workers of its own.
 */
export const queues = {
  workflow: 'verbatim',
  io: 'verbatim-io',
  cpu: 'verbatim-cpu',
  render: 'verbatim-render',
} as const;
export type QueueKind = keyof typeof queues;

/** How runs are started where nobody says otherwise. */
export const runDefaults = { shards: 4, holdMs: 0 } as const;

/** A run of one plan. */
export interface PipelineRunInput {
  /** The run's id in the warehouse; a retry keeps it. */
  readonly run: string;
  readonly plan: Plan;
  /** What an earlier execution of this run ended with success: these steps are not run again. */
  readonly done: Readonly<Record<string, NodeResult>>;
  /** Activities that share a text step. */
  readonly shards: number;
  /**
   * How long a failed step waits for `retryNode` or `skipNode` before its failure counts, in milliseconds; 0 = not at
   * all. The first that waits in vain ends the waiting of all others.
   */
  readonly holdMs: number;
  /** Longest silence of a step's worker before the step begins anew, in milliseconds; the retry table's when left out. */
  readonly heartbeatMs?: number;
}

/** A run that failed or was cancelled ends its workflow so, and gives no output. */
export interface PipelineRunOutput {
  readonly run: string;
  readonly status: 'succeeded';
}

/** A pipeline by name; its plan is compiled when the time has come. */
export interface PipelineName {
  readonly pipeline: string;
  readonly client: string | null;
}

/** Whose work it is: workers of all projects of a namespace take from the same queues. */
interface OfProject {
  /** The project's id; a worker of another one gives the work back. Left out by a version before it. */
  readonly project?: string;
}

/** A start by a schedule; the instant that it was scheduled for is in the workflow's search attributes. */
export interface ScheduledInput extends PipelineName, OfProject {
  readonly shards: number;
  readonly holdMs: number;
}

/** Several windows, one run after the other. */
export interface BackfillInput extends PipelineName, OfProject {
  readonly windows: readonly Window[];
  readonly asOf: Instant;
  readonly fullRefresh: boolean;
  readonly shards: number;
  /** Counts of the executions before, when it continues as new. */
  readonly before: BackfillOutput;
  /** The windows of those executions; none when left out. */
  readonly begun?: readonly BackfillEntry[];
}

export interface BackfillOutput {
  readonly succeeded: number;
  readonly failed: number;
}

/** One report of a run, rendered and delivered (again). */
export interface ReportRunInput {
  readonly step: StepInput;
  /** One line for the server's own pages. */
  readonly summary: string;
  /** As of the run; the retry table's when left out. */
  readonly heartbeatMs?: number;
}

/** A part of a text step: texts whose key falls into `index` of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** One step of a run, by reference: the plan is in the warehouse. */
export interface StepInput extends PipelineName, OfProject {
  readonly run: string;
  readonly node: string;
  readonly shard: Shard | null;
  /** How often it has failed already, in activities before this one; 0 when left out. */
  readonly failures?: number;
}

/** What a step tells the server while it works; the next attempt and the workflow read the last one that arrived. */
export interface Heartbeat {
  /** Rows or texts so far: a hint for whoever looks on, never a place to go on from. */
  readonly rows: number;
  /** Attempts of the step that failed before this one. */
  readonly failures: number;
}

export interface StepOutput {
  readonly result: NodeResult;
  /** Attempts that it took. */
  readonly attempts: number;
}

/** Whose word counts about a run as a whole. */
interface Fence {
  /**
   * When the execution began, by the server's clock, in milliseconds since 1970: the same for all attempts of its
   * activities, and higher for every later execution of the run. Left out by a version before it.
   */
  readonly epoch: number;
}

/** What became of a step. */
export interface NodeEnd {
  readonly node: string;
  readonly status: FinalStatus;
  readonly attempts: number;
  readonly result: NodeResult | null;
  readonly failure: Failure | null;
  /** By the server's clock; left out of a step that was taken over from an earlier execution. */
  readonly times?: StepTimes;
}

export interface CompileInput extends PipelineName, OfProject {
  /** `null` = the month before `asOf`, in the pipeline's zone. */
  readonly window: Window | null;
  readonly asOf: Instant;
  readonly fullRefresh: boolean;
}

export interface BeginInput extends Partial<Fence> {
  readonly run: string;
  readonly plan: Plan;
}

export interface FinaliseInput extends PipelineName, OfProject, Partial<Fence> {
  readonly run: string;
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly nodes: readonly NodeEnd[];
}

/** The generic activities: which plugin a step uses is in its plan, so a new plugin never changes a workflow. */
export interface Activities {
  /** Writes the run into the warehouse, or opens it again. */
  readonly beginRun: (input: BeginInput) => Promise<void>;
  readonly runIoStep: (input: StepInput) => Promise<StepOutput>;
  readonly runCpuStep: (input: StepInput) => Promise<StepOutput>;
  readonly runRenderStep: (input: StepInput) => Promise<StepOutput>;
  readonly compilePlan: (input: CompileInput) => Promise<{ readonly run: string; readonly plan: Plan }>;
  readonly finaliseRun: (input: FinaliseInput) => Promise<void>;
}

/** What the query `progress` answers: the run's story from entry `after` on, at most 32 KB of it. */
export interface Progress {
  readonly run: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly entries: readonly ProgressEntry[];
  /** Where to read on. */
  readonly next: number;
  /** True when there is more already. */
  readonly more: boolean;
  /** Steps that failed and wait for a hand. */
  readonly held: readonly string[];
}

export interface ProgressEntry {
  /** `null` for the run's own begin and end, which only wait. */
  readonly node: string | null;
  /** `waiting`: for another worker, since the one that took it cannot do it. */
  readonly to: NodeStatus | 'held' | 'waiting';
  readonly because: string | null;
  readonly attempts: number;
  readonly result: NodeResult | null;
  readonly failure: Failure | null;
}

/** What the query `progress` answers of a backfill: the windows that have begun, in order. */
export interface BackfillProgress {
  /** From the index that was asked for on, as many as an answer may hold. */
  readonly entries: readonly BackfillEntry[];
  /** True when there is more already. */
  readonly more: boolean;
}

export interface BackfillEntry {
  readonly window: Window;
  /** `null` until its plan is compiled. */
  readonly run: string | null;
  readonly workflowId: string | null;
  readonly status: 'running' | 'succeeded' | 'failed';
  /** Why it could not be compiled or started; what became of a run that was started is in the run. */
  readonly failure: Failure | null;
}

/** Names of queries and updates. */
export const progressName = 'progress';
export const retryNodeName = 'retryNode';
export const skipNodeName = 'skipNode';

/** The id of a run's workflow: one per client, pipeline and window, at most 200 characters. */
export function workflowIdOf({ pipeline, client }: PipelineName, { from, to }: Window, force = 0): string {
  const short = (instant: Instant): string => instant.replace(':00.000Z', 'Z');
  return `verbatim/${client ?? '-'}/${pipeline}/${short(from)}_${short(to)}${force === 0 ? '' : `~r${force}`}`;
}

/** The id of a backfill's workflow: one per client, pipeline and span. */
export function backfillIdOf(name: PipelineName, windows: readonly Window[]): string {
  const span = { from: windows[0]!.from, to: windows.at(-1)!.to };
  return workflowIdOf({ ...name, pipeline: `${name.pipeline}/backfill` }, span);
}

/** An activity is known by its step, in the server's pages and to whoever asks how it goes. */
export const activityIdOf = ({ node, shard }: StepInput): string =>
  shard === null ? node : `${node}#${shard.index + 1}/${shard.of}`;

/** The node of an activity's id. */
export const nodeOfActivity = (activityId: string): string => activityId.replace(/#\d+\/\d+$/, '');

/** Where a node works. */
export function activityOf(node: PlanNode): { readonly type: keyof Activities; readonly queue: QueueKind } {
  switch (node.kind) {
    case 'connector':
      return { type: 'runIoStep', queue: 'io' };
    case 'report':
      return { type: 'runRenderStep', queue: 'render' };
    default:
      return { type: 'runCpuStep', queue: 'cpu' };
  }
}

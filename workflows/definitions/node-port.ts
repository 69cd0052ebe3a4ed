import {
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { PlanNode } from '../../core/plan/plan.ts';
import { asJson, type Counts, type NodeResult } from '../../core/plan/result.ts';
import type { Delta, Failure, Outcome, Port, StepTimes } from '../../core/plan/state.ts';
import {
  activityOf,
  type NodeEnd,
  type PipelineRunInput,
  type Shard,
  type StepInput,
  type StepOutput,
} from '../contract.ts';
import { fromActivityFailure } from '../failures.ts';
import { partAttributesOf } from '../search-attributes.ts';
import type { Hands } from './hands.ts';
import { activityOptions } from './policies.ts';
import type { ProgressLog } from './progress-log.ts';
import type { reportRun } from './report-run.workflow.ts';
import { runStep } from './run-step.ts';
import { serverNow } from './server-clock.ts';
import { untilTaken } from './until-taken.ts';

/** `drive`'s port on Temporal: a node is an activity, a text step as many as it has shards, a report a child workflow. */
export interface NodePort extends Port {
  /** What became of a node so far. */
  readonly endOf: (node: string) => Omit<NodeEnd, 'status'>;
}

export function createNodePort(input: PipelineRunInput, hands: Hands, log: ProgressLog): NodePort {
  const { plan, done } = input;
  const scope = CancellationScope.current();
  const ends = new Map<string, Omit<NodeEnd, 'status'>>();
  const end = (node: string, attempts: number, result: NodeResult | null, failure: Failure | null): void =>
    void ends.set(node, { node, attempts, result, failure });
  const hold = createHold(input, hands, log);
  const runNode = async (id: string): Promise<Outcome> => {
    const before = done[id];
    if (before !== undefined) {
      end(id, 1, before, null);
      return { status: 'succeeded', result: asJson(before) };
    }
    const node = plan.nodes.find(one => one.id === id)!;
    for (let attempts = 0; ; ) {
      if (hands.skips(id)) return { status: 'skipped' };
      try {
        const output = await untilTaken(() => runOnce(input, node), log.waits(id));
        end(id, attempts + output.attempts, output.result, null);
        return { status: 'succeeded', result: asJson(output.result) };
      } catch (thrown) {
        if (isCancellation(thrown)) {
          end(id, attempts, null, null);
          return { status: 'cancelled' };
        }
        const { failure, attempts: more } = fromActivityFailure(thrown);
        attempts += more;
        end(id, attempts, null, failure);
        const answer = await hold(ends.get(id)!);
        if (answer === 'retry') continue;
        if (answer === 'cancelled') {
          end(id, attempts, null, null);
          return { status: 'cancelled' };
        }
        return hands.skips(id) ? { status: 'skipped' } : { status: 'failed', failure };
      }
    }
  };
  const startedAt = new Map<string, number>();
  const times = new Map<string, StepTimes>();
  return {
    endOf: node => {
      const end = ends.get(node) ?? { node, ...untouched };
      return node in done ? end : { ...end, times: times.get(node)! };
    },
    cancelled: () => scope.consideredCancelled,
    record: ({ node, to, because }: Delta) => {
      if (to === 'running') startedAt.set(node, serverNow());
      else times.set(node, { startedAt: startedAt.get(node) ?? null, endedAt: serverNow() });
      const { attempts, result, failure } = ends.get(node) ?? untouched;
      log.add({ node, to, because: because ?? null, attempts, result, failure });
    },
    runNode,
  };
}

const untouched = { attempts: 0, result: null, failure: null };

/**
 * Leaves failed steps open for a hand, when the run says so. Once one has waited in vain nobody is there, and none waits
 * any more: a run never waits longer than it says, however many of its steps fail one after the other.
 */
function createHold({ holdMs }: PipelineRunInput, hands: Hands, log: ProgressLog) {
  let inVain = holdMs <= 0;
  return async (failed: Omit<NodeEnd, 'status'>): Promise<'retry' | 'fail' | 'cancelled'> => {
    if (inVain) return 'fail';
    log.add({ ...failed, to: 'held', because: null });
    hands.hold(failed.node);
    try {
      const inTime = await condition(() => inVain || hands.answered(failed.node), holdMs);
      if (!inTime) inVain = true;
    } catch (thrown) {
      if (!isCancellation(thrown)) throw thrown;
      hands.release(failed.node);
      return 'cancelled';
    }
    return hands.release(failed.node);
  };
}

async function runOnce({ run, plan, shards, heartbeatMs }: PipelineRunInput, node: PlanNode): Promise<StepOutput> {
  const { project, pipeline, client } = plan;
  const step = (shard: Shard | null): StepInput => ({ project, pipeline, client, run, node: node.id, shard });
  if (node.kind === 'report') {
    return await executeChild<typeof reportRun>('reportRun', {
      workflowId: `${workflowInfo().workflowId}/${node.id}`,
      args: [{ step: step(null), summary: summaryOf(node), ...(heartbeatMs === undefined ? {} : { heartbeatMs }) }],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: summaryOf(node),
      staticDetails: `of run ${run}`,
      typedSearchAttributes: partAttributesOf(plan),
    });
  }
  if (node.kind !== 'sentiment' || shards <= 1) return await runPart(node, step(null), heartbeatMs);
  return await CancellationScope.cancellable(async () => {
    const parts = Array.from({ length: shards }, (_, index) => runPart(node, step({ index, of: shards }), heartbeatMs));
    try {
      return merged(await Promise.all(parts));
    } catch (thrown) {
      // The shards that are left stop at their next batch; what they wrote stays, and a retry finds the rest.
      CancellationScope.current().cancel();
      await Promise.allSettled(parts);
      throw thrown;
    }
  });
}

function runPart(node: PlanNode, step: StepInput, heartbeatMs: number | undefined): Promise<StepOutput> {
  const { type, queue } = activityOf(node);
  const part = step.shard === null ? '' : `, ${step.shard.index + 1} of ${step.shard.of}`;
  return runStep(type, step, activityOptions(node.retry, queue, `${summaryOf(node)}${part}`, heartbeatMs));
}

const summaryOf = (node: PlanNode): string => `${node.id} (${node.kind === 'kpi' ? 'KPIs' : node.use})`;

function merged(outputs: readonly StepOutput[]): StepOutput {
  const results = outputs.map(output => output.result);
  const sum = (name: keyof Counts): number => results.reduce((total, { counts }) => total + counts[name], 0);
  return {
    attempts: Math.max(...outputs.map(output => output.attempts)),
    result: {
      counts: {
        ...{ read: sum('read'), written: sum('written'), unchanged: sum('unchanged') },
        ...{ rejected: sum('rejected'), deduplicated: sum('deduplicated'), filtered: sum('filtered') },
      },
      ms: Math.max(...results.map(result => result.ms)),
      parts: results.flatMap(result => result.parts),
      reports: results.flatMap(result => result.reports),
      notes: [...new Set(results.flatMap(result => result.notes))],
    },
  };
}

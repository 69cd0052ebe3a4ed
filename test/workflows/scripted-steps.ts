import { setTimeout as pause } from 'node:timers/promises';
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Plan, PlanNode } from '../../core/plan/plan.ts';
import { type NodeResult, noCounts } from '../../core/plan/result.ts';
import type { Activities, FinaliseInput, StepInput, StepOutput } from '../../workflows/contract.ts';
import { testPlan } from '../core/warehouse/load-fixture.ts';

/** What a step does, attempt after attempt; the last entry counts for all later attempts. */
export type Script = readonly ('succeed' | 'fail' | 'pass' | 'no-plugin' | 'hang' | 'vanish')[];

/** Steps of scripted workflows, and what was asked to be written of their runs. */
export interface ScriptedSteps {
  readonly activities: Activities;
  readonly finalised: FinaliseInput[];
}

export const resultOf = (written: number): NodeResult => ({
  counts: { ...noCounts, read: written, written },
  ms: 5,
  parts: [],
  reports: [],
  notes: [],
});

/**
 * Activities that do nothing but end as a script says. `pass` fails with a fault that may pass, `hang` works until it
 * is cancelled, `vanish` is never heard of again.
 *
 * @param scripts - by node, `node#shard` for one shard of a text step; a step without one succeeds, as do `beginRun` and
 *   `finaliseRun`
 * @param plans - what `compilePlan` gives back for a window
 */
export function scriptedSteps(
  scripts: Readonly<Record<string, Script>>,
  plans: (from: string | null) => { run: string; plan: Plan } = () => {
    throw new Error('no plan to compile');
  },
): ScriptedSteps {
  const attempts = new Map<string, number>();
  const finalised: FinaliseInput[] = [];
  const step = async ({ run, node, shard }: StepInput): Promise<StepOutput> => {
    const name = shard === null || scripts[`${node}#${shard.index}`] === undefined ? node : `${node}#${shard.index}`;
    const key = `${run}/${node}#${shard?.index ?? ''}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const script = scripts[name] ?? ['succeed'];
    switch (script[Math.min(attempt, script.length) - 1]) {
      case 'fail':
        throw failed('VB2104', 'source-contract', attempt, true);
      case 'pass':
        throw failed('VB4002', 'transient', attempt, false);
      case 'no-plugin':
        throw failed('VB6008', 'transient', attempt, true);
      case 'vanish':
        throw new CompleteAsyncError();
      case 'hang':
        for (;;) {
          Context.current().heartbeat({ rows: 7, failures: 0 });
          await pause(100);
          if (Context.current().cancellationSignal.aborted) throw new CancelledFailure('told to stop');
        }
      default:
        return { attempts: attempt, result: resultOf(1) };
    }
  };
  const activities: Activities = {
    beginRun: async () => refusedBy(scripts.beginRun, 'VB6001'),
    finaliseRun: async input => {
      refusedBy(scripts.finaliseRun, 'VB4001');
      finalised.push(input);
    },
    compilePlan: async ({ window }) => plans(window?.from ?? null),
    runIoStep: step,
    runCpuStep: step,
    runRenderStep: step,
  };
  return { activities, finalised };
}

function refusedBy(script: Script | undefined, code: string): void {
  if (script?.[0] === 'fail') throw failed(code, 'environment', 1, true);
}

function failed(code: string, family: string, attempts: number, nonRetryable: boolean): ApplicationFailure {
  const failure = { code, class: family, message: `scripted ${family}`, hint: null };
  return ApplicationFailure.create({
    type: code,
    message: failure.message,
    nonRetryable,
    details: [{ failure, attempts }],
    nextRetryDelay: '100 ms',
  });
}

/** A plan of which only the graph matters: `read.* → sentiment.* → kpi → report.*` by the ids' first words. */
export function scriptedPlan(needs: Readonly<Record<string, readonly string[]>>, changes: Partial<Plan> = {}): Plan {
  const nodes = Object.entries(needs).map(([id, need]) => nodeOf(id, need));
  return testPlan({ project: 'scripted', width: 4, nodes, ...changes });
}

const kinds = {
  read: { kind: 'connector', retry: 'io' },
  sentiment: { kind: 'sentiment', retry: 'cpu' },
  segment: { kind: 'segmentation', retry: 'db' },
  kpi: { kind: 'kpi', retry: 'db' },
  report: { kind: 'report', retry: 'render' },
} as const;

function nodeOf(id: string, needs: readonly string[]): PlanNode {
  const kind = kinds[id.split('.')[0] as keyof typeof kinds];
  // The workflow reads a node's id, kind, needs, plugin and retry class, and nothing else of it.
  return { id, needs, ...kind, use: 'scripted', version: '1.0.0', options: {}, kpis: [] } as unknown as PlanNode;
}

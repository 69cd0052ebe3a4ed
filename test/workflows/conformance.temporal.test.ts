import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { placeText } from '../../core/errors.ts';
import { retryTable } from '../../core/plan/retry.ts';
import type { Failure } from '../../core/plan/state.ts';
import { runInProcess } from '../../core/run/engine.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { listRuns, showRun } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { type Progress, progressName } from '../../workflows/contract.ts';
import { runtimeWith } from '../core/run/scene.ts';
import { freshDatabase } from '../stores.ts';
import { compiled, type ScriptedPlan, scriptedPlans, stalling } from './scripted-plans.ts';
import { createScriptedSource, type ScriptedSource } from './scripted-source.ts';
import { requireOrder } from './step-order.ts';
import { startWorkerHere, type WorkerHere } from './worker-here.ts';

/** What an engine tells of a run, in order. */
interface Told {
  readonly node: string;
  readonly to: string;
  readonly because: string | null;
  readonly attempts: number;
  readonly failure: Failure | null;
}

/** A run on one of the engines, as the test sees and steers it. */
interface Steered {
  /** What was told so far, asked anew each time. */
  readonly told: () => Promise<readonly Told[]>;
  readonly cancel: () => Promise<void>;
  readonly ended: Promise<unknown>;
}

const pipelineOf = (scripted: ScriptedPlan): string => `p${scriptedPlans.indexOf(scripted)}`;
const sourceOf = (): ScriptedSource =>
  createScriptedSource((pipeline, id) => scriptedPlans[Number(pipeline.slice(1))]!.ends[id] ?? ['succeed']);
const timeOfStalling = retryTable[stalling].timeoutMs;
const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;

describe.skipIf(missing)('both engines run every plan alike', () => {
  const removals: (() => Promise<void> | void)[] = [];
  const sources = { here: sourceOf(), temporal: sourceOf() };
  const warehouses = {} as { here: Warehouse; temporal: Warehouse };
  let worker: WorkerHere;
  beforeAll(async () => {
    Object.assign(retryTable[stalling], { timeoutMs: 500 });
    for (const engine of ['here', 'temporal'] as const) {
      const { target, remove } = await freshDatabase();
      removals.push(remove);
      warehouses[engine] = await openWarehouse(target, { width: 40 });
    }
    worker = await startWorkerHere(runtimeWith(warehouses.temporal, [sources.temporal.plugin]).runtime, {
      project: 'scripted',
    });
  });
  afterAll(async () => {
    Object.assign(retryTable[stalling], { timeoutMs: timeOfStalling });
    await worker?.stop();
    for (const wh of Object.values(warehouses)) await wh.close();
    for (const remove of removals) await remove();
  });

  const begunHere = (scripted: ScriptedPlan): Steered => {
    const { runtime } = runtimeWith(warehouses.here, [sources.here.plugin]);
    const told: Told[] = [];
    const controller = new AbortController();
    const emit = (event: RunEvent): void => {
      if (event.type === 'node') told.push(event);
    };
    const ended = runInProcess(compiled(scripted, pipelineOf(scripted)), runtime, { signal: controller.signal, emit });
    return { told: async () => [...told], cancel: async () => controller.abort(), ended };
  };
  const begunOnTemporal = async (scripted: ScriptedPlan): Promise<Steered> => {
    const plan = compiled(scripted, pipelineOf(scripted));
    const { workflowId } = await startRun(worker.temporal, { plan, run: createRunId() });
    const handle = worker.temporal.client.workflow.getHandle(workflowId);
    const told: Told[] = [];
    let next = 0;
    return {
      told: async () => {
        for (let more = true; more; ) {
          const progress: Progress = await handle.query(progressName, next);
          told.push(...(progress.entries as readonly Told[]));
          ({ next, more } = progress);
        }
        return [...told];
      },
      cancel: async () => void (await handle.cancel()),
      ended: handle.result().catch(() => null),
    };
  };

  test.concurrent.each(scriptedPlans.map(scripted => [scripted.name, scripted] as const))(
    '%s',
    async (_name, scripted) => {
      const [here, there] = [begunHere(scripted), await begunOnTemporal(scripted)];
      const [one, other] = [await story(scripted, here, sources.here), await story(scripted, there, sources.temporal)];
      await Promise.all([here.ended, there.ended]);
      expect(other.before).toEqual(one.before);
      // Steps at work when a run is cancelled stop in no order of theirs.
      expect([...other.after].sort()).toEqual([...one.after].sort());
      expect(await kept(warehouses.temporal, scripted)).toEqual(await kept(warehouses.here, scripted));
      for (const wh of Object.values(warehouses)) await requireOrder(wh, pipelineOf(scripted), scripted.needs);
    },
  );

  test('there are 40 of them or more, and they see every status', async () => {
    expect(scriptedPlans.length).toBeGreaterThanOrEqual(40);
    const seen = await warehouses.temporal.db
      .selectFrom('run_step')
      .select('status')
      .distinct()
      .orderBy('status')
      .execute();
    expect(seen.map(({ status }) => status)).toEqual(['cancelled', 'failed', 'skipped', 'succeeded']);
  });
});

/** Ends a run's steps one by one in the script's order, and gives what was told until a cancellation and from it on. */
async function story(scripted: ScriptedPlan, run: Steered, source: ScriptedSource) {
  const pipeline = pipelineOf(scripted);
  const until = async (ready: (told: readonly Told[]) => boolean): Promise<readonly Told[]> => {
    for (;;) {
      const told = await run.told();
      if (ready(told)) return told;
      await pause(10);
    }
  };
  const total = Object.keys(scripted.needs).length;
  const endsIn = (told: readonly Told[]): number => told.filter(one => one.to !== 'running').length;
  const endOf = (told: readonly Told[], id: string): boolean =>
    told.some(one => one.node === id && one.to !== 'running');
  for (;;) {
    // Nothing is at work only when nothing is left.
    const told = await until(all => all.length > 0 && (endsIn(all) === total || atWork(all).length > 0));
    if (endsIn(told) === total) return split(told, told.length);
    await Promise.all(atWork(told).map(id => source.arrived(pipeline, id)));
    if (scripted.cancelAfter !== undefined && endsIn(told) >= scripted.cancelAfter) {
      await run.cancel();
      return split(await until(all => endsIn(all) === total), told.length);
    }
    const id = scripted.order.find(one => atWork(told).includes(one))!;
    let over = false;
    const ended = until(all => endOf(all, id)).then(() => {
      over = true;
    });
    // One that is tried again is let go again.
    while (!over) await Promise.race([ended, source.release(pipeline, id).then(() => pause(5))]);
  }
}

function atWork(told: readonly Told[]): readonly string[] {
  const ended = new Set(told.filter(one => one.to !== 'running').map(one => one.node));
  return told.filter(one => one.to === 'running' && !ended.has(one.node)).map(one => one.node);
}

const split = (told: readonly Told[], at: number) => ({
  before: told.slice(0, at).map(asText),
  after: told.slice(at).map(asText),
});

/** The server does not tell how often a step was tried that was cancelled. */
const asText = ({ node, to, because, attempts, failure }: Told): string =>
  [
    node,
    to,
    because,
    to === 'cancelled' || to === 'running' ? null : attempts,
    failure?.code,
    failure?.class,
    failure?.message,
    failure?.hint,
    failure?.at && placeText(failure.at),
  ].join(' | ');

/** What a run left in the warehouse. */
async function kept(wh: Warehouse, scripted: ScriptedPlan) {
  const pipeline = pipelineOf(scripted);
  const [run] = await listRuns(wh, { pipeline });
  const { steps } = await showRun(wh, run!.id);
  const feedback = await wh.db
    .selectFrom('feedback as f')
    .innerJoin('stream as s', 's.id', 'f.stream_id')
    .select(['s.source', 'f.external_id', 'f.comment', 'f.occurred_at'])
    .where('s.pipeline', '=', pipeline)
    .orderBy('s.source')
    .execute();
  return {
    status: run!.status,
    feedback,
    steps: steps
      .map(({ ms: _, attempts, ...step }) => ({ ...step, attempts: step.status === 'cancelled' ? null : attempts }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

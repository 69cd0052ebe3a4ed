import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Plan, SentimentNode } from '../../core/plan/plan.ts';
import type { NodeResult } from '../../core/plan/result.ts';
import type { Listener, RunEvent } from '../../core/run/events.ts';
import type { Shard } from '../../core/warehouse/annotation-tasks.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { endRun } from '../../core/warehouse/runs.ts';
import { startRun } from '../../core/warehouse/start-run.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import type { StepThreads } from '../../workflows/worker/step-threads.ts';
import { type CompiledSources, compileSources } from '../compiled-sources.ts';
import { planWith } from '../core/run/scene.ts';
import { givenFeedback, givenStream, pipeline } from '../core/warehouse/given-feedback.ts';
import { freshDatabase } from '../stores.ts';
import { shared, sharedBytes } from './threaded-services.ts';

type Behaviour = 'score' | 'hang' | 'spin' | 'obey' | 'meet' | 'die' | 'refuse';
/** Runs the step, or a shard of it. */
type Run = (signal?: AbortSignal, emit?: Listener, shard?: Shard) => Promise<unknown>;

const node: SentimentNode = {
  ...{ kind: 'sentiment', id: 'tone', needs: [], retry: 'cpu', use: 'threaded', version: '1.0.0', options: {} },
  ...{ model: 'threaded@1', languages: ['en'], texts: ['comment'], rank: 0 },
};

describe.skipIf(inject('postgresUrl') === null)('steps on threads', () => {
  let compiled: CompiledSources;
  let wh: Warehouse;
  let remove: () => Promise<void> | void;
  let create: (options: { services: { url: string; options: unknown }; size: number; graceMs?: number }) => StepThreads;
  let url: string | null = null;

  beforeAll(async () => {
    const fresh = await freshDatabase();
    ({ remove } = fresh);
    url = fresh.target.url;
    wh = await openWarehouse(fresh.target);
    const rows = Array.from({ length: 12 }, (_, index) => ({ id: `R${index}`, comment: `text ${index}` }));
    await givenFeedback(wh, await givenStream(wh), rows);
    // A thread runs plain JavaScript.
    compiled = compileSources(['core', 'workflows', 'test/workflows/threaded-services.ts']);
    const module = pathToFileURL(join(compiled.root, 'workflows/worker/step-threads.js')).href;
    ({ createStepThreads: create } = (await import(/* @vite-ignore */ module)) as { createStepThreads: typeof create });
  });
  afterAll(async () => {
    await wh?.close();
    await remove?.();
    compiled?.remove();
  });

  const withThreads = async (
    behaviours: readonly Behaviour[],
    work: (run: Run, numbers: Int32Array) => Promise<void>,
    graceMs = 10_000,
  ): Promise<void> => {
    await wh.db.deleteFrom('annotation').execute();
    const module = pathToFileURL(join(compiled.root, 'test/workflows/threaded-services.js')).href;
    // What a thread does depends on how many there were before it, which it reads off a shared counter.
    const memory = new SharedArrayBuffer(sharedBytes);
    const options = { url, behaviours, memory };
    const threads = create({ services: { url: module, options }, size: 2, graceMs });
    const plan: Plan = { ...planWith(), pipeline, nodes: [node] };
    const run = await startRun(wh, { plan, engine: 'temporal', id: createRunId() });
    try {
      const one: Run = (signal = new AbortController().signal, emit = () => {}, shard) =>
        threads.run(null, {
          ...{ plan, node: 'tone', shard: shard ?? null, run: { id: run.id, seq: run.seq } },
          ...{ signal, emit },
        });
      await work(one, new Int32Array(memory));
    } finally {
      await threads.close();
      await endRun(wh, run, 'succeeded');
    }
  };
  const annotated = async () => (await wh.db.selectFrom('annotation').selectAll().execute()).length;

  test('a step gives its counts and its progress across', async () => {
    await withThreads(['score'], async run => {
      const events: RunEvent[] = [];
      expect(await run(undefined, event => events.push(event))).toMatchObject({ counts: { read: 12, written: 12 } });
      expect(events).toEqual([{ type: 'progress', node: 'tone', rows: 12 }]);
    });
    expect(await annotated()).toBe(12);
  });

  test('the thread that asks stays free while a step keeps a core busy', async () => {
    await withThreads(['obey'], async (run, numbers) => {
      // It never pauses until it is told to end, which takes a turn of this thread after it has begun.
      const tell = (): void => void setImmediate(() => Atomics.store(numbers, shared.told, 1));
      expect(await run(undefined, event => event.type === 'log' && tell())).toMatchObject({ counts: { written: 12 } });
    });
  });

  test('a thread that dies fails its attempt as one that may pass, and the next attempt has another thread', async () => {
    await withThreads(['die', 'score'], async run => {
      await expect(run()).rejects.toMatchObject({ code: 'VB6013', class: 'transient', retryable: true });
      expect(await annotated()).toBe(0);
      expect(await run()).toMatchObject({ counts: { written: 12 } });
    });
  });

  test('an error keeps its code and its hint across', async () => {
    await withThreads(['refuse'], async run => {
      await expect(run()).rejects.toMatchObject({ code: 'VB2104', class: 'source-contract', hint: 'add it' });
    });
  });

  /** Tells a step to stop once it is at work. */
  const stopped = async (run: Run): Promise<void> => {
    const controller = new AbortController();
    await expect(run(controller.signal, () => controller.abort())).rejects.toThrow();
    expect(controller.signal.aborted).toBe(true);
  };

  test('a step that is told to stop stops, and nothing of its batch is written', async () => {
    await withThreads(['hang'], async run => {
      await stopped(run);
      expect(await annotated()).toBe(0);
    });
  });

  test('a step that does not stop is ended with its thread, and the next one has another', async () => {
    await withThreads(
      ['spin', 'score'],
      async run => {
        await stopped(run);
        expect(await annotated()).toBe(0);
        expect(await run()).toMatchObject({ counts: { written: 12 } });
      },
      100,
    );
  });

  test('of four steps two are at work at a time on two threads, and the others wait for their turn', async () => {
    await withThreads(['meet'], async (run, numbers) => {
      const results = await Promise.all(
        [0, 1, 2, 3].map(index => run(undefined, undefined, { index, of: 4 }) as Promise<NodeResult>),
      );
      expect(results.reduce((sum, { counts }) => sum + counts.written, 0)).toBe(12);
      expect([numbers[shared.begun], numbers[shared.most]]).toEqual([2, 2]);
    });
    expect(await annotated()).toBe(12);
  });
});

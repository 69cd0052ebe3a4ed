import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Plan, SentimentNode } from '../../core/plan/plan.ts';
import type { Listener, RunEvent } from '../../core/run/events.ts';
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

type Behaviour = 'score' | 'hang' | 'spin' | 'die' | 'refuse';

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
    work: (run: (signal?: AbortSignal, emit?: Listener) => Promise<unknown>) => Promise<void>,
    graceMs = 10_000,
  ): Promise<void> => {
    await wh.db.deleteFrom('annotation').execute();
    const module = pathToFileURL(join(compiled.root, 'test/workflows/threaded-services.js')).href;
    // What a thread does depends on how many there were before it, which it reads off a shared counter.
    const options = { url, behaviours, begun: new SharedArrayBuffer(4) };
    const threads = create({ services: { url: module, options }, size: 2, graceMs });
    const plan: Plan = { ...planWith(), pipeline, nodes: [node] };
    const run = await startRun(wh, { plan, engine: 'temporal', id: createRunId() });
    try {
      await work((signal = new AbortController().signal, emit = () => {}) =>
        threads.run(null, {
          ...{ plan, node: 'tone', shard: null, run: { id: run.id, seq: run.seq } },
          ...{ signal, emit },
        }),
      );
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
    await withThreads(['spin'], async run => {
      const running = run();
      let turns = 0;
      const clock = setInterval(() => (turns += 1), 20);
      await running;
      clearInterval(clock);
      // The step is busy for a second without a pause; here at least a few of fifty turns are taken on a loaded machine.
      expect(turns).toBeGreaterThan(5);
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
  const stopped = async (run: (signal: AbortSignal, emit: Listener) => Promise<unknown>): Promise<void> => {
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

  test('more steps than threads wait for their turn', async () => {
    await withThreads(['score', 'score', 'score'], async run => {
      const results = await Promise.allSettled([run(), run(), run(), run()]);
      // All are attempts of one step: those that were taken over from are refused, the last one never.
      const refused = results.flatMap(end => (end.status === 'rejected' ? [end.reason.code] : []));
      expect(new Set(refused).size).toBeLessThanOrEqual(1);
      expect(refused.every(code => code === 'VB4004') && refused.length < 4).toBe(true);
      expect(await annotated()).toBe(12);
    });
  });
});

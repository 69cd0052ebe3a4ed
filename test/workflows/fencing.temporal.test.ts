import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { z } from 'zod';
import type { Plan, SentimentNode } from '../../core/plan/plan.ts';
import type { Plugin } from '../../core/plugin/registry.ts';
import { defineSentiment } from '../../core/sdk.ts';
import { openWarehouse } from '../../core/warehouse/open.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { showRun } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { answers, desk, planWith, runtimeWith } from '../core/run/scene.ts';
import { freshDatabase } from '../stores.ts';
import { startWorkerHere, type WorkerHere } from './worker-here.ts';

const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;
const origin = (index: number) => ({ record: index + 1 });

/** Something that happens once, to wait for. */
function once(): { readonly happened: Promise<void>; readonly happen: () => void } {
  let happen = (): void => {};
  const happened = new Promise<void>(resolve => (happen = resolve));
  return { happened, happen };
}

const tone: SentimentNode = {
  ...{ kind: 'sentiment', id: 'tone', needs: ['desk.answers'], retry: 'cpu', use: 'slow-tone', version: '1.0.0' },
  ...{ options: {}, model: 'slow@1', languages: ['en'], texts: ['comment'], rank: 0 },
};

describe.skipIf(missing)('an attempt that nobody hears of any more', () => {
  let wh: Warehouse;
  let remove: () => Promise<void> | void;
  let worker: WorkerHere;
  const connector = { attempts: 0, second: once(), refused: once() };
  const scorer = { attempts: 0, second: once() };

  /** Goes on only when the second attempt of its step is at work, and tells how that ended. */
  const plugins: readonly Plugin[] = [
    desk(async function* () {
      connector.attempts += 1;
      const first = connector.attempts === 1;
      yield { rows: answers(10, index => ({ comment: `first ${index}` })), origin };
      yield { checkpoint: 1 };
      if (first) await connector.second.happened;
      else connector.second.happen();
      try {
        yield { rows: answers(20, index => ({ comment: `whole ${index}` })), origin };
        yield { checkpoint: 2 };
        yield { rows: answers(30, index => ({ comment: `whole ${index}` })), origin };
        yield { checkpoint: 3 };
      } finally {
        if (first) connector.refused.happen();
        else await connector.refused.happened;
      }
    }),
    defineSentiment<object>({
      ...{ id: 'slow-tone', version: '1.0.0', title: 'Slow tone', stability: 'experimental', examples: [] },
      options: z.strictObject({}),
      model: { id: 'slow', revision: '1', languages: ['en'] },
      open: async () => {
        scorer.attempts += 1;
        const first = scorer.attempts === 1;
        if (!first) scorer.second.happen();
        return async items => {
          if (first) await scorer.second.happened;
          return items.map(() => null);
        };
      },
    }) as unknown as Plugin,
  ];

  beforeAll(async () => {
    const fresh = await freshDatabase();
    remove = fresh.remove;
    wh = await openWarehouse(fresh.target, { width: 20 });
    worker = await startWorkerHere(runtimeWith(wh, plugins).runtime, { project: planWith().project });
    const current = Context.current;
    // First attempts are silent, as if their worker had been frozen or cut off.
    vi.spyOn(Context, 'current').mockImplementation(() => {
      const context = current();
      return context.info.attempt > 1 ? context : Object.create(context, { heartbeat: { value: () => {} } });
    });
  });
  afterAll(async () => {
    await worker?.stop();
    await wh?.close();
    await remove?.();
    vi.restoreAllMocks();
  });

  test('is refused at its next batch when a second attempt has taken over, and nothing is doubled', async () => {
    const [read] = planWith().nodes;
    const plan: Plan = { ...planWith(), nodes: [read!, tone] };
    const run = createRunId();
    const { workflowId } = await startRun(worker.temporal, { plan, run, shards: 1, heartbeatMs: 2_000 });
    await worker.temporal.client.workflow.getHandle(workflowId).result();
    expect([connector.attempts, scorer.attempts]).toEqual([2, 2]);
    const { steps } = await showRun(wh, run);
    // The first attempt's batch of 10, and the second's of 10, 20 and 30; not one of the first's later batches. Attempts
    // that nobody heard of do not count.
    expect(steps.map(({ id, status, attempts, read, written }) => [id, status, attempts, read, written])).toEqual([
      ['desk.answers', 'succeeded', 1, 70, 30],
      ['tone', 'succeeded', 1, 30, 30],
    ]);
    const refused = worker.log.filter(line => line.includes('another attempt took over'));
    expect(refused.map(line => /activityId=(\S+) attempt=(\d)/.exec(line)?.slice(1))).toEqual([
      ['desk.answers', '1'],
      ['tone', '1'],
    ]);
    const rows = await wh.db.selectFrom('feedback').select(['external_id', 'comment']).execute();
    expect(rows).toHaveLength(30);
    expect(rows.every(({ comment }) => comment?.startsWith('whole'))).toBe(true);
    expect(await wh.db.selectFrom('annotation').selectAll().execute()).toHaveLength(30);
  }, 180_000);
});

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { listRuns, showRun } from '../../core/warehouse/runs.ts';
import { workflowIdOf } from '../../workflows/contract.ts';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { activityStories, workerAt } from './activity-story.ts';
import { faultProject } from './fault-project.ts';
import { type FaultScene, openFaultScene } from './fault-scene.ts';
import { type RowDigests, rowDigests } from './row-digests.ts';
import { holdBookmark, holdStepRecord } from './row-holds.ts';
import type { VerbatimProcess } from './verbatim-process.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;
/** Enough for several batches of each step, texts of one language included. */
const rows = 24_000;
const schema = 'verbatim';

describe.skipIf(missing)('a worker that is lost', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let scene: FaultScene;
  let measure: RowDigests;
  const workers: VerbatimProcess[] = [];
  const startWorkers = async (count: number): Promise<void> => {
    const more = Array.from({ length: count }, () => scene.verbatim('worker', '--cpu', '2'));
    workers.push(...more);
    await Promise.all(more.map(worker => worker.says('takes work from')));
  };
  const url = (): string => database.target.url!;
  const digests = async (pipeline: string): Promise<RowDigests> => rowDigests(await scene.warehouse(), pipeline);
  /** What a query gives once it gives something. */
  const sooner = async <T>(ask: () => Promise<T | null | undefined>): Promise<T> => {
    for (;;) {
      const found = await ask();
      if (found !== null && found !== undefined) return found;
      await pause(20);
    }
  };
  const seqOf = (run: string): Promise<number> =>
    sooner(async () => {
      const { db } = await scene.warehouse();
      return (await db.selectFrom('run').select('seq').where('id', '=', run).executeTakeFirst())?.seq;
    });
  const ledgerOf = async (run: string, step: string) => {
    const { db } = await scene.warehouse();
    const seq = await seqOf(run);
    return await db
      .selectFrom('run_batch')
      .select(['number', 'epoch'])
      .where('run_seq', '=', seq)
      .where('node', '=', step)
      .orderBy('number')
      .execute();
  };
  const idOf = async (pipeline: string): Promise<string> => {
    const plan = await scene.plan(pipeline);
    return workflowIdOf(plan, plan.window);
  };
  const processAt = (workflowId: string, activityId: string): Promise<VerbatimProcess> =>
    sooner(async () => {
      const pid = await workerAt(scene.temporal, workflowId, activityId).catch(() => null);
      return workers.find(({ child }) => child.pid === pid);
    });

  beforeAll(async () => {
    database = await freshDatabase();
    const pipelines = ['quiet', 'unreported', 'stopped-read', 'stopped-text', 'two-workers', 'twice'];
    scene = await openFaultScene({
      files: faultProject({ pipelines, rows }),
      ...{ databaseUrl: url(), address: address!, namespace: await createNamespace(address!) },
    });
    await startWorkers(1);
    expect(await scene.run('quiet', { shards: 1 })).toMatchObject({ status: 'succeeded' });
    measure = await digests('quiet');
  });
  const killWorkers = async (): Promise<void> => {
    for (const worker of workers) worker.child.kill('SIGKILL');
    await Promise.all(workers.splice(0).map(({ ended }) => ended));
  };
  afterEach(killWorkers);
  afterAll(async () => {
    await killWorkers();
    await scene?.close();
    await database?.remove();
  });

  test('killed after the commit of each step and before its end is told: nothing is written or counted twice', async () => {
    const run = createRunId();
    const ended = scene.run('unreported', { run, shards: 1, heartbeatMs: 2_000 });
    const seq = await seqOf(run);
    const stages = [['survey.answers'], ['tone-fr', 'tone-en'], ['kpis']];
    const holds = await Promise.all(
      stages.map(stage => Promise.all(stage.map(node => holdStepRecord(url(), schema, seq, node)))),
    );
    for (const stage of holds) {
      await stage[0]!.waitedFor(stage.length);
      workers.at(-1)!.child.kill('SIGKILL');
      await workers.at(-1)!.ended;
      await startWorkers(1);
      for (const hold of stage) await hold.release();
    }
    expect(await ended).toMatchObject({ status: 'succeeded' });
    expect(await digests('unreported')).toEqual(measure);
    const shown = await showRun(await scene.warehouse(), run);
    const stories = (await activityStories(scene.temporal, await idOf('unreported'))).filter(({ activityId }) =>
      stages.flat().includes(activityId),
    );
    expect(stories.map(({ activityId, attempt, failure }) => [activityId, attempt, failure])).toEqual(
      stages.flat().map(node => [node, 2, 'timeout']),
    );
    expect(shown?.steps.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
    process.stdout.write('unreported commits: 3 kills between commit and report, 4 steps done again, 0 rows changed\n');
  });

  test.each([
    ['stopped-read', 'survey.answers', 'stream:stopped-read/survey/answers'],
    ['stopped-text', 'tone-fr', 'step:stopped-text/tone-fr'],
  ])(
    'told to stop in the middle of %s, it ends with 0 at a batch edge, and another goes on from there at once',
    async (pipeline, step, bookmark) => {
      await startWorkers(2);
      const run = createRunId();
      // With the heartbeat of the retry table: nobody waits for it.
      const ended = scene.run(pipeline, { run, shards: 1 });
      await sooner(async () => ((await ledgerOf(run, step)).length > 0 ? true : null));
      const hold = await holdBookmark(url(), schema, bookmark);
      await hold.waitedFor(1);
      const worker = await processAt(await idOf(pipeline), step);
      const toldAt = Date.now();
      worker.child.kill('SIGTERM');
      await worker.says('told to stop');
      await hold.release();
      expect(await worker.ended).toEqual({ code: 0, signal: null });
      const stoppedMs = Date.now() - toldAt;
      expect(worker.stderr()).not.toContain('did not stop in time');
      expect(await ended).toMatchObject({ status: 'succeeded' });
      const stories = (await activityStories(scene.temporal, await idOf(pipeline))).filter(
        ({ activityId }) => activityId === step,
      );
      expect(stories.map(({ end, attempt, failure }) => [end, attempt, failure])).toEqual([
        ['failed', 1, 'WorkerEnding'],
        ['completed', 1, null],
      ]);
      expect(new Set(stories.map(story => story.worker)).size).toBe(2);
      const batches = await ledgerOf(run, step);
      expect(batches.map(({ number }) => number)).toEqual(batches.map((_, index) => index + 1));
      expect(new Set(batches.map(({ epoch }) => epoch)).size).toBe(2);
      expect(await digests(pipeline)).toEqual(measure);
      process.stdout.write(`stopped worker: ${step} stopped at a batch edge and exit 0 after ${stoppedMs} ms\n`);
    },
  );

  test('of two workers one is killed: the run ends within the heartbeat timeout and 30 s', async () => {
    await startWorkers(2);
    const [run, heartbeatMs] = [createRunId(), 2_000];
    const ended = scene.run('two-workers', { run, heartbeatMs });
    await sooner(async () => ((await ledgerOf(run, 'survey.answers')).length > 0 ? true : null));
    const worker = await processAt(await idOf('two-workers'), 'survey.answers');
    const killedAt = Date.now();
    worker.child.kill('SIGKILL');
    expect(await ended).toMatchObject({ status: 'succeeded' });
    const tookMs = Date.now() - killedAt;
    expect(await digests('two-workers')).toEqual(measure);
    process.stdout.write(
      `one of two workers killed: run ended ${tookMs} ms later, heartbeat timeout ${heartbeatMs} ms\n`,
    );
    expect(tookMs).toBeLessThan(heartbeatMs + 30_000);
  });

  test('a run that two processes start at once is one workflow that both follow to its end', async () => {
    await startWorkers(1);
    const args = ['run', 'twice', '--engine', 'temporal', '--window', '2026-10', '--as-of', '2026-11-02T06:00:00Z'];
    const both = [1, 2].map(() => scene.verbatim(...args, '-o', 'json'));
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
    const documents = both.map(({ stdout }) => JSON.parse(stdout()) as { run: { id: string; status: string } });
    const runs = (await listRuns(await scene.warehouse())).filter(({ pipeline }) => pipeline === 'twice');
    expect(runs.map(({ id, status }) => [id, status])).toEqual([[documents[0]!.run.id, 'succeeded']]);
    expect(documents[1]!.run).toEqual(documents[0]!.run);
    expect((await digests('twice')).feedback).toEqual(measure.feedback);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection, ScheduleOverlapPolicy, type WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Window } from '../../core/model/window.ts';
import type { Plan } from '../../core/plan/plan.ts';
import {
  type PipelineRunInput,
  type Progress,
  progressName,
  queues,
  retryNodeName,
  skipNodeName,
} from '../../workflows/contract.ts';
import { startTemporal } from '../temporal-server.ts';
import { resultOf, type Script, scriptedPlan, scriptedSteps } from './scripted-steps.ts';

/*
 * Records the histories that `replay.test.ts` replays, against a real server:
 *   npx jiti test/workflows/record-histories.ts
 * A recorded history is never changed: a new version of `drive` or of a workflow gets new files beside the old ones.
 */

const line = { 'read.a': [], 'sentiment.fr': ['read.a'], kpi: ['sentiment.fr'], 'report.m': ['kpi'] };
const diamond = {
  ...{ 'read.a': [], 'read.b': [], 'sentiment.fr': ['read.a', 'read.b'], 'segment.s': ['read.a'] },
  ...{ kpi: ['sentiment.fr', 'segment.s'], 'report.m': ['kpi'], 'report.n': ['kpi'] },
};
const wide = Object.fromEntries([
  ...Array.from({ length: 40 }, (_, index) => [`read.${index}`, []]),
  ['kpi', Array.from({ length: 40 }, (_, index) => `read.${index}`)],
]);

interface Scene {
  readonly name: string;
  readonly plan?: Plan;
  readonly scripts?: Readonly<Record<string, Script>>;
  readonly input?: Partial<PipelineRunInput>;
  readonly meanwhile?: (handle: WorkflowHandle) => Promise<unknown>;
}

const until = async (handle: WorkflowHandle, holds: (progress: Progress) => boolean): Promise<void> => {
  for (;;) {
    if (holds(await handle.query<Progress, [number]>(progressName, 0))) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
};
const isHeld = (progress: Progress): boolean => progress.held.length > 0;
const isAtWork =
  (node: string) =>
  ({ entries }: Progress): boolean =>
    entries.some(entry => entry.node === node && entry.to === 'running');

const scenes: readonly Scene[] = [
  { name: 'success' },
  { name: 'success-diamond', plan: scriptedPlan(diamond) },
  { name: 'success-wide', plan: scriptedPlan(wide, { width: 8 }) },
  { name: 'unsharded', input: { shards: 1 } },
  { name: 'retries', scripts: { 'read.a': ['pass', 'pass', 'succeed'], 'sentiment.fr#1': ['pass', 'succeed'] } },
  { name: 'failure', plan: scriptedPlan(diamond), scripts: { 'read.b': ['fail'] } },
  { name: 'failure-of-a-shard', scripts: { 'sentiment.fr': ['hang'], 'sentiment.fr#2': ['fail'] } },
  { name: 'failure-of-a-report', plan: scriptedPlan(diamond), scripts: { 'report.m': ['fail'] } },
  {
    name: 'cancel',
    plan: scriptedPlan(diamond),
    scripts: { 'read.b': ['hang'] },
    meanwhile: async handle => {
      await until(handle, isAtWork('segment.s'));
      await handle.cancel();
    },
  },
  {
    name: 'lost-workers',
    scripts: { 'sentiment.fr#1': ['vanish', 'vanish', 'vanish', 'vanish', 'succeed'] },
    input: { heartbeatMs: 500 },
  },
  {
    name: 'held-and-retried',
    scripts: { kpi: ['fail', 'succeed'] },
    input: { holdMs: 600_000 },
    meanwhile: async handle => {
      await until(handle, isHeld);
      await handle.executeUpdate(retryNodeName, { args: ['kpi'] });
    },
  },
  { name: 'held-in-vain', scripts: { kpi: ['fail'] }, input: { holdMs: 1_000 } },
  {
    name: 'held-and-skipped',
    scripts: { 'read.b': ['fail'] },
    plan: scriptedPlan(diamond),
    input: { holdMs: 600_000 },
    meanwhile: async handle => {
      await until(handle, isHeld);
      await handle.executeUpdate(skipNodeName, { args: ['read.b'] });
    },
  },
  {
    name: 'held-and-cancelled',
    scripts: { kpi: ['fail'] },
    input: { holdMs: 600_000 },
    meanwhile: async handle => {
      await until(handle, isHeld);
      await handle.cancel();
    },
  },
  {
    name: 'skipped-ahead',
    scripts: { 'read.a': ['pass', 'pass', 'pass', 'succeed'] },
    meanwhile: async handle => {
      await until(handle, isAtWork('read.a'));
      await handle.executeUpdate(skipNodeName, { args: ['report.m'] });
    },
  },
  { name: 'resumed', input: { done: { 'read.a': resultOf(7), 'sentiment.fr': resultOf(7) } } },
  { name: 'late-plugin', scripts: { 'read.a': ['no-plugin', 'succeed'] } },
];

const months = (count: number): Window[] =>
  Array.from({ length: count }, (_, index) => ({
    from: new Date(Date.UTC(2020, index, 1)).toISOString(),
    to: new Date(Date.UTC(2020, index + 1, 1)).toISOString(),
  }));

/** Of clients and workers, instead of a process and a machine. */
const identity = 'recorder';
const folder = join(import.meta.dirname, '../histories');
mkdirSync(folder, { recursive: true });
Runtime.install({ logger: new DefaultLogger('ERROR') });
const server = await startTemporal();
const client = new Client({ connection: await Connection.connect({ address: server.address }), identity });
const native = await NativeConnection.connect({ address: server.address });

/** Where the code stood when a failure was recorded is nothing to replay. */
const nowhere = (key: string, value: unknown): unknown => (key === 'stackTrace' ? '' : value);

async function save(name: string, handle: WorkflowHandle): Promise<void> {
  const history = await handle.fetchHistory();
  const text = JSON.stringify(JSON.parse(historyToJSON(history)), nowhere);
  writeFileSync(join(folder, `drive-1-${name}.json`), `${text}\n`);
  process.stdout.write(`${name}: ${history.events?.length} events, ${Math.round(text.length / 1024)} kB\n`);
}

async function withWorkers(scripts: Readonly<Record<string, Script>>, work: () => Promise<void>): Promise<void> {
  const { activities } = scriptedSteps(scripts, from => ({
    run: `run-${from ?? 'scheduled'}`,
    plan: scriptedPlan(line, from === null ? {} : { window: months(120).find(one => one.from === from)! }),
  }));
  const workers = await Promise.all(
    Object.entries(queues).map(([kind, taskQueue]) =>
      Worker.create({
        connection: native,
        identity,
        taskQueue,
        activities,
        ...(kind === 'workflow'
          ? { workflowsPath: join(import.meta.dirname, '../../workflows/definitions/workflows.ts') }
          : {}),
      }),
    ),
  );
  const running = workers.map(worker => worker.run());
  try {
    await work();
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}

for (const { name, plan = scriptedPlan(line), scripts = {}, input, meanwhile } of scenes) {
  await withWorkers(scripts, async () => {
    const args = [{ run: name, plan, done: {}, shards: 3, holdMs: 0, ...input }];
    const handle = await client.workflow.start('pipelineRun', { taskQueue: queues.workflow, workflowId: name, args });
    await meanwhile?.(handle);
    await handle.result().catch(() => undefined);
    await save(name, handle);
  });
}

await withWorkers({}, async () => {
  const pipeline = { pipeline: 'monthly', client: null };
  const step = { ...pipeline, run: 'alone', node: 'report.m', shard: null };
  const report = await client.workflow.start('reportRun', {
    ...{ taskQueue: queues.workflow, workflowId: 'report-alone', args: [{ step, summary: 'report.m (monthly-cx)' }] },
  });
  await report.result();
  await save('report-alone', report);
  const backfill = await client.workflow.start('backfillRun', {
    taskQueue: queues.workflow,
    workflowId: 'backfill',
    args: [
      {
        ...pipeline,
        windows: months(52),
        asOf: '2026-11-02T07:00:00.000Z',
        fullRefresh: false,
        shards: 1,
        before: { succeeded: 0, failed: 0 },
      },
    ],
  });
  await backfill.result();
  await save('backfill-continues', client.workflow.getHandle('backfill', backfill.firstExecutionRunId));
  await save('backfill-ends', client.workflow.getHandle('backfill'));
  const schedule = await client.schedule.create({
    scheduleId: 'scheduled',
    spec: { cronExpressions: ['0 7 2 * *'], timezone: 'Europe/Paris' },
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduledPipeline',
      taskQueue: queues.workflow,
      workflowId: 'scheduled',
      args: [{ ...pipeline, shards: 1, holdMs: 0 }],
    },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL },
  });
  await schedule.backfill({ start: new Date('2026-10-01T00:00:00Z'), end: new Date('2026-10-30T00:00:00Z') });
  for (;;) {
    const [started] = (await schedule.describe()).info.recentActions;
    if (started?.action.type === 'startWorkflow') {
      const handle = client.workflow.getHandle(started.action.workflow.workflowId);
      await handle.result();
      await save('scheduled', handle);
      break;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
});

await native.close();
await client.connection.close();
await server.stop();

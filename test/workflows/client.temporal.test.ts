import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Plan } from '../../core/plan/plan.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import type { StepRow } from '../../core/warehouse/runs.ts';
import { cancelRun } from '../../workflows/client/cancel-run.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { followBackfill } from '../../workflows/client/follow-backfill.ts';
import { followRun } from '../../workflows/client/follow-run.ts';
import type { Execution } from '../../workflows/client/locate-run.ts';
import { locateRun } from '../../workflows/client/locate-run.ts';
import { retryRun } from '../../workflows/client/retry-run.ts';
import { startBackfill } from '../../workflows/client/start-backfill.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { pollersOf } from '../../workflows/client/task-queues.ts';
import { type QueueKind, queues } from '../../workflows/contract.ts';
import { installWorkerLog } from '../../workflows/worker/worker-log.ts';
import { writeBundle } from '../../workflows/worker/workflow-bundle.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { resultOf, type Script, scriptedPlan, scriptedSteps } from './scripted-steps.ts';

const address = inject('temporalAddress');
const line = { 'read.a': [], 'sentiment.fr': ['read.a'], kpi: ['sentiment.fr'], 'report.m': ['kpi'] };
const never = new AbortController().signal;

/** Months of 2026 from January on, in UTC. */
const months = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    from: new Date(Date.UTC(2026, index, 1)).toISOString(),
    to: new Date(Date.UTC(2026, index + 1, 1)).toISOString(),
  }));

describe.skipIf(address === null)('runs on a Temporal server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-client-'));
  const stops: (() => Promise<unknown>)[] = [];
  let bundle: string;
  let native: NativeConnection;
  let temporal: TemporalClient;
  beforeAll(async () => {
    installWorkerLog(() => {});
    const namespace = await createNamespace(address!);
    bundle = (await writeBundle(join(folder, 'bundle.js'))).codePath;
    native = await NativeConnection.connect({ address: address! });
    temporal = await connect({ address: address!, namespace });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(async () => {
    await temporal?.close();
    await native?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Workers for these queues whose steps end as a script says, until the test has ended. */
  async function withSteps(
    scripts: Readonly<Record<string, Script>>,
    {
      only = Object.values(queues),
      plans,
    }: { only?: readonly string[]; plans?: Parameters<typeof scriptedSteps>[1] } = {},
  ) {
    const steps = scriptedSteps(scripts, plans);
    const workers = await Promise.all(
      only.map(taskQueue =>
        Worker.create({
          ...{ connection: native, namespace: temporal.namespace, taskQueue },
          // A cancelled step hears of it with its next heartbeat.
          maxHeartbeatThrottleInterval: 200,
          ...(taskQueue === queues.workflow
            ? { workflowBundle: { codePath: bundle } }
            : { activities: { ...steps.activities } }),
        }),
      ),
    );
    const running = workers.map(worker => worker.run());
    const stop = async (): Promise<void> => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(running);
    };
    stops.push(stop);
    // A worker is known to its server once it has asked for work.
    const kinds = (Object.keys(queues) as QueueKind[]).filter(kind => only.includes(queues[kind]));
    for (const kind of kinds) await expect.poll(() => pollersOf(temporal, kind), { timeout: 10_000 }).not.toEqual([]);
    return { ...steps, stop };
  }

  /** A pipeline that only one test knows. */
  const planOf = (pipeline: string, changes: Partial<Plan> = {}): Plan => scriptedPlan(line, { pipeline, ...changes });
  const start = (plan: Plan, given: { force?: boolean; holdMs?: number } = {}) =>
    startRun(temporal, { plan, run: createRunId(), ...given });

  async function followed(execution: Execution, onEvent: (event: RunEvent) => void = () => {}) {
    const events: RunEvent[] = [];
    const lines: string[] = [];
    const emit = (event: RunEvent): void => {
      events.push(event);
      onEvent(event);
    };
    const { status } = await followRun(temporal, execution, { emit, say: text => lines.push(text), signal: never });
    const told = events.flatMap(event => (event.type === 'node' ? [`${event.node} ${event.to}`] : []));
    return { status, told, lines, events };
  }

  test('a namespace without a worker is told before anything is put into a queue (VB6006), one that there is not at once (VB6007)', async () => {
    await expect(start(planOf('unserved'))).rejects.toMatchObject({
      code: 'VB6006',
      message: expect.stringContaining('"verbatim", "verbatim-io", "verbatim-cpu", "verbatim-render"'),
      hint: 'start one: verbatim worker',
    });
    await expect(connect({ address: address!, namespace: 'nowhere' })).rejects.toMatchObject({ code: 'VB6007' });
    await expect(connect({ address: '127.0.0.1:1', namespace: 'default' })).rejects.toMatchObject({ code: 'VB6005' });
  });

  test('a run is followed with the events of the engine in process, in order, with the attempts that each step took', async () => {
    await withSteps({ 'read.a': ['pass', 'pass', 'succeed'] });
    const { status, told, events } = await followed(await start(planOf('followed')));
    expect(status).toBe('succeeded');
    const steps = ['read.a', 'sentiment.fr', 'kpi', 'report.m'];
    expect(told).toEqual(steps.flatMap(step => [`${step} running`, `${step} succeeded`]));
    expect(events.find(event => event.type === 'node' && event.to === 'succeeded')).toMatchObject({
      attempts: 3,
      result: resultOf(1),
    });
  });

  test('asking twice is one run: the second joins it while it is at work and once it has succeeded', async () => {
    await withSteps({ kpi: ['hang'] });
    const plan = planOf('joined');
    const first = await start(plan);
    const second = await start(plan);
    expect([first.joined, second.joined, second.run]).toEqual([null, 'running', first.run]);
    await expect(start(plan, { force: true })).rejects.toMatchObject({ code: 'VB6001' });
    await cancelRun(temporal, first);
    expect((await followed(first)).status).toBe('cancelled');
    // A window whose run was cancelled is free.
    await stops.pop()!();
    await withSteps({});
    const third = await start(plan);
    expect([third.joined, (await followed(third)).status]).toEqual([null, 'succeeded']);
    const fourth = await start(plan);
    expect([fourth.joined, fourth.run]).toEqual(['succeeded', third.run]);
    const forced = await start(plan, { force: true });
    expect([forced.joined, forced.workflowId]).toEqual([null, `${third.workflowId}~r1`]);
    expect((await followed(forced)).status).toBe('succeeded');
    expect((await locateRun(temporal, forced.run!, plan))?.workflowId).toBe(forced.workflowId);
    // Its cancelled run is no longer the latest of its id, and is found all the same.
    await expect.poll(async () => (await locateRun(temporal, first.run!, plan))?.executionId).toBe(first.executionId);
  });

  test('a cancelled run tells what it stopped', async () => {
    await withSteps({ 'sentiment.fr': ['hang'] });
    const execution = await start(planOf('cancelled'));
    const { status, told } = await followed(execution, event => {
      if (event.type === 'node' && event.node === 'sentiment.fr' && event.to === 'running')
        void cancelRun(temporal, execution);
    });
    expect(status).toBe('cancelled');
    expect(told.slice(-3)).toEqual(['sentiment.fr cancelled', 'kpi cancelled', 'report.m cancelled']);
  });

  test('a run that failed goes on under its workflow id and its own id, with what succeeded taken over', async () => {
    const plan = planOf('retried');
    await withSteps({ kpi: ['fail', 'succeed'] });
    const failed = await start(plan);
    expect((await followed(failed)).told.slice(-2)).toEqual(['kpi failed', 'report.m skipped']);
    const row = (node: string, status: StepRow['status']): StepRow => ({
      ...{ node, use: 'scripted', kind: 'kpi', status, attempts: 1, failure: null },
      result: status === 'succeeded' ? resultOf(7) : null,
    });
    const steps = [row('read.a', 'succeeded'), row('sentiment.fr', 'succeeded'), row('kpi', 'failed')];
    const rows = { id: failed.run!, plan, status: 'failed', steps } as const;
    const retried = await retryRun(temporal, rows, async () => plan);
    expect([retried?.execution.workflowId, retried?.execution.run]).toEqual([failed.workflowId, failed.run]);
    expect(retried?.steps).toEqual(['kpi', 'report.m']);
    const { status, events } = await followed(retried!.execution);
    expect(status).toBe('succeeded');
    // Seven rows were written by the scripted success that was taken over, one by each step that ran now.
    const written = events.flatMap(event =>
      event.type === 'node' && event.result ? [event.result.counts.written] : [],
    );
    expect(written).toEqual([7, 7, 1, 1]);
    // What has succeeded meanwhile leaves nothing to do, and a later run of the window leaves nothing to retry.
    expect(await retryRun(temporal, rows, async () => plan)).toBeNull();
    const later = { ...rows, id: createRunId() };
    await expect(retryRun(temporal, later, async () => plan)).rejects.toMatchObject({ code: 'VB6010' });
  });

  test('a step that is held is run again where it stands; a run at work that holds nothing is refused (VB6010)', async () => {
    await withSteps({ kpi: ['fail', 'succeed'], 'report.m': ['hang'] });
    const plan = planOf('held');
    const execution = await start(plan, { holdMs: 600_000 });
    const rows = { id: execution.run!, plan, status: 'running', steps: [] } as const;
    const lines: string[] = [];
    const controller = new AbortController();
    const following = followRun(temporal, execution, {
      ...{ emit: () => {}, signal: controller.signal },
      say: text => {
        lines.push(text);
        controller.abort();
      },
    });
    expect((await following).status).toBeNull();
    expect(lines).toEqual([expect.stringContaining('step kpi failed and is held')]);
    expect((await retryRun(temporal, rows, async () => plan))?.steps).toEqual(['kpi']);
    await expect(retryRun(temporal, rows, async () => plan)).rejects.toMatchObject({ code: 'VB6010' });
    await cancelRun(temporal, execution);
    expect((await followed(execution)).status).toBe('cancelled');
  });

  test('work that waits in a queue nobody serves is told, and goes on when somebody comes', async () => {
    // Everything but the text steps is served; the queue is known since a worker was there a moment ago.
    const { stop } = await withSteps({}, { only: [queues.cpu] });
    await withSteps({}, { only: [queues.workflow, queues.io, queues.render] });
    const plan = scriptedPlan({ 'read.a': [], 'sentiment.fr': ['read.a'] }, { pipeline: 'waiting' });
    await stop();
    const execution = await start(plan);
    const told = followRun(temporal, execution, {
      ...{ emit: () => {}, signal: never },
      say: text => {
        expect(text).toContain('queue "verbatim-cpu"; waiting for one: verbatim worker --queues cpu');
        void withSteps({}, { only: [queues.cpu] });
      },
    });
    expect((await told).status).toBe('succeeded');
  });

  test('a backfill runs window after window, each followed under its own id, and a failed one stops none', async () => {
    const windows = months(3);
    const plans = new Map(windows.map(window => [window.from, planOf('filled', { window })]));
    const runs = new Map(windows.map(({ from }) => [from, createRunId()]));
    await withSteps({ kpi: ['fail'] }, { plans: from => ({ run: runs.get(from!)!, plan: plans.get(from!)! }) });
    const asked = { pipeline: 'filled', client: null, windows, asOf: '2026-11-02T07:00:00.000Z', fullRefresh: false };
    const backfill = await startBackfill(temporal, { ...asked, sample: planOf('filled') });
    const joined = await startBackfill(temporal, { ...asked, sample: planOf('filled') });
    expect([backfill.joined, joined.joined, joined.workflowId]).toEqual([false, true, backfill.workflowId]);
    expect(backfill.workflowId).toBe('verbatim/-/filled/backfill/2026-01-01T00:00Z_2026-04-01T00:00Z');
    const ends: unknown[] = [];
    const watched = { say: () => {}, signal: never };
    for await (const { window, execution } of followBackfill(temporal, backfill.workflowId, asked, windows, watched)) {
      ends.push([window.from, execution?.run, (await followed(execution!)).status]);
    }
    expect(ends).toEqual(windows.map(({ from }) => [from, runs.get(from), 'failed']));
    const result = temporal.client.workflow.getHandle(backfill.workflowId).result();
    expect(await result).toEqual({ succeeded: 0, failed: 3 });
  });
});

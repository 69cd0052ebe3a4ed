import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { Plan } from '../../core/plan/plan.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import type { StepRow } from '../../core/warehouse/runs.ts';
import { cancelRun } from '../../workflows/client/cancel-run.ts';
import { connect, type TemporalClient } from '../../workflows/client/client.ts';
import { followRun } from '../../workflows/client/follow-run.ts';
import { type Execution, locateRun } from '../../workflows/client/locate-run.ts';
import { retryRun } from '../../workflows/client/retry-run.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import { queues } from '../../workflows/contract.ts';
import { resultOf, scriptedPlan } from './scripted-steps.ts';
import { scriptedWorkers } from './scripted-workers.ts';

const address = inject('temporalAddress');
const line = { 'read.a': [], 'sentiment.fr': ['read.a'], kpi: ['sentiment.fr'], 'report.m': ['kpi'] };
const never = new AbortController().signal;

describe.skipIf(address === null)('runs on a Temporal server', () => {
  const { withSteps, temporal: connected } = scriptedWorkers();
  let temporal: TemporalClient;
  beforeAll(() => {
    temporal = connected();
  });

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
    const { status } = await followRun(
      temporal,
      { ...execution, client: null },
      { emit, say: text => lines.push(text), signal: never },
    );
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
    const { stop } = await withSteps({ kpi: ['hang'] });
    const plan = planOf('joined');
    const first = await start(plan);
    const second = await start(plan);
    expect([first.joined, second.joined, second.run]).toEqual([null, 'running', first.run]);
    await expect(start(plan, { force: true })).rejects.toMatchObject({ code: 'VB6001' });
    await cancelRun(temporal, first);
    expect((await followed(first)).status).toBe('cancelled');
    // A window whose run was cancelled is free.
    await stop();
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

  test('rows that steps at work have done are told, those of all shards of a step together', async () => {
    await withSteps({ 'sentiment.fr': ['hang'] });
    const execution = await start(planOf('watched'));
    let cancelled = false;
    const { events } = await followed(execution, event => {
      if (event.type !== 'progress' || cancelled) return;
      cancelled = true;
      void cancelRun(temporal, execution);
    });
    // Four shards at most, each of which says 7.
    const rows = events.flatMap(event => (event.type === 'progress' ? [[event.node, event.rows % 7]] : []));
    expect(rows[0]).toEqual(['sentiment.fr', 0]);
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
    const following = followRun(
      temporal,
      { ...execution, client: null },
      {
        ...{ emit: () => {}, signal: controller.signal },
        say: text => {
          lines.push(text);
          if (lines.length === 3) controller.abort();
        },
      },
    );
    expect((await following).status).toBeNull();
    expect(lines).toEqual([
      'step kpi failed and is held: VB2104 scripted source-contract',
      `  run it again: verbatim retry ${execution.run} --step kpi`,
      `  leave it out: verbatim retry ${execution.run} --skip kpi`,
    ]);
    const again = (...steps: string[]) => retryRun(temporal, rows, async () => plan, { again: steps, skip: [] });
    await expect(again('report.m')).rejects.toMatchObject({
      ...{ code: 'VB6010', message: 'step "report.m" is not held: only a failed step can be retried' },
    });
    expect((await retryRun(temporal, rows, async () => plan))?.steps).toEqual(['kpi']);
    await expect(retryRun(temporal, rows, async () => plan)).rejects.toMatchObject({ code: 'VB6010' });
    await cancelRun(temporal, execution);
    expect((await followed(execution)).status).toBe('cancelled');
  });

  test('a step that is held is left out when asked, and what needs it with it', async () => {
    await withSteps({ kpi: ['fail'] });
    const plan = planOf('left-out');
    const execution = await start(plan, { holdMs: 600_000 });
    const rows = { id: execution.run!, plan, status: 'running', steps: [] } as const;
    const skip = { again: [], skip: ['kpi'] };
    const retried = retryRun(temporal, rows, async () => plan, skip);
    // It may be left out before it has begun as well as while it is held.
    expect(await retried).toMatchObject({ steps: [], skipped: ['kpi'] });
    expect((await followed(execution)).told.slice(-2)).toEqual(['kpi skipped', 'report.m skipped']);
    const ended = { ...rows, status: 'cancelled' } as const;
    await expect(retryRun(temporal, { ...ended, id: createRunId() }, async () => plan, skip)).rejects.toMatchObject({
      code: 'VB6010',
    });
  });

  test('work that waits in a queue nobody serves is told, and goes on when somebody comes', async () => {
    // Everything but the text steps is served; the queue is known since a worker was there a moment ago.
    const { stop } = await withSteps({}, { only: [queues.cpu] });
    await withSteps({}, { only: [queues.workflow, queues.io, queues.render] });
    const plan = scriptedPlan({ 'read.a': [], 'sentiment.fr': ['read.a'] }, { pipeline: 'waiting' });
    await stop();
    const execution = await start(plan);
    const told = followRun(
      temporal,
      { ...execution, client: null },
      {
        ...{ emit: () => {}, signal: never },
        say: text => {
          // The workers of this process share one name, and with it goes all that they serve.
          expect(text).toMatch(/^no worker takes work from .*"verbatim-cpu".*; waiting for one: verbatim worker/);
          void withSteps({}, { only: [queues.cpu] });
        },
      },
    );
    expect((await told).status).toBe('succeeded');
  });
});

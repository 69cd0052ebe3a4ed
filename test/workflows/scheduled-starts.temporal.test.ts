import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { previousMonth } from '../../core/model/previous-month.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import { type Activities, type CompileInput, queues, workflowIdOf } from '../../workflows/contract.ts';
import type { OwnSchedule } from '../../workflows/schedules/find-schedule.ts';
import { applySchedules, backfillSchedule, listSchedules, showSchedule } from '../../workflows/schedules/schedules.ts';
import { triggerSchedule } from '../../workflows/schedules/trigger-schedule.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { sampleSchedule } from './sample-schedule.ts';
import { scriptedPlan, scriptedSteps } from './scripted-steps.ts';

const address = inject('temporalAddress');
/** What a worker says of a file that has errors. */
const unknownKey = ApplicationFailure.create({
  ...{ type: 'VB1105', nonRetryable: true },
  details: [
    {
      failure: { code: 'VB1105', class: 'config', message: 'monthly.yaml:3:1 no key "sourcse"', hint: null },
      attempts: 1,
    },
  ],
});
const done = { now: '2026-11-22T12:00:00.000Z', dryRun: false };

describe.skipIf(address === null)('starts by a schedule on a server', () => {
  let client: Client;
  let connection: Connection;
  let namespace: string;
  const compiled: CompileInput[] = [];
  let stop: () => Promise<void>;

  beforeAll(async () => {
    namespace = await createNamespace(address!);
    connection = await Connection.connect({ address: address! });
    client = new Client({ connection, namespace });
    const native = await NativeConnection.connect({ address: address! });
    const activities: Activities = {
      ...scriptedSteps({ 'read.broken': ['fail'] }).activities,
      compilePlan: async input => {
        compiled.push(input);
        const { pipeline, client: of } = input;
        if (pipeline === 'faulty') throw unknownKey;
        const window = previousMonth(input.asOf, 'Europe/Paris');
        const plan = scriptedPlan(pipeline === 'failing' ? { 'read.broken': [] } : { 'read.a': [], kpi: ['read.a'] }, {
          pipeline,
          client: of,
          window,
          asOf: input.asOf,
        });
        return { run: `run-${pipeline}-${input.asOf}`, plan };
      },
    };
    const workflowsPath = join(import.meta.dirname, '../../workflows/definitions/workflows.ts');
    const workers = await Promise.all(
      Object.entries(queues).map(([kind, taskQueue]) =>
        Worker.create({
          connection: native,
          namespace,
          taskQueue,
          activities,
          ...(kind === 'workflow' ? { workflowsPath } : {}),
        }),
      ),
    );
    const running = workers.map(worker => worker.run());
    stop = async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await native.close();
    };
  });
  afterAll(async () => {
    await stop?.();
    await connection?.close();
  });

  test('a backfill over a year runs each month once, with the window of its scheduled time', async () => {
    const schedule = sampleSchedule({ pipeline: 'yearly' });
    await applySchedules(client, [schedule], done);
    await backfillSchedule(client, schedule, { from: '2025-01-02T06:00:00.000Z', to: '2026-01-02T06:00:00.000Z' });
    const runs = async (): Promise<string[]> => {
      const found: string[] = [];
      const query = `WorkflowType = 'pipelineRun' and ExecutionStatus = 'Completed' and VerbatimPipeline = 'yearly'`;
      for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
      return found.sort();
    };
    await expect.poll(async () => (await runs()).length, { timeout: 60_000, interval: 250 }).toBe(12);
    // 07:00 in Paris: 06:00 Z in winter, 05:00 Z in summer; from January (included) to the next (not included).
    const times = compiled.filter(({ pipeline }) => pipeline === 'yearly').map(({ asOf }) => asOf);
    expect(times).toEqual(
      Array.from({ length: 12 }, (_, index) => {
        const hour = index >= 3 && index <= 9 ? '05' : '06';
        return `2025-${String(index + 1).padStart(2, '0')}-02T${hour}:00:00.000Z`;
      }),
    );
    const ids = await runs();
    expect(ids[0]).toBe('verbatim/lumiere/yearly/2024-11-30T23:00Z_2024-12-31T23:00Z');
    expect(ids.at(-1)).toBe('verbatim/lumiere/yearly/2025-10-31T23:00Z_2025-11-30T23:00Z');
  });

  /** A run that nobody takes up, and so stays open, in the way of a start of the schedule on May 2nd. */
  async function inTheWay(schedule: Schedule): Promise<{ workflowId: string; end: () => Promise<unknown> }> {
    const workflowId = workflowIdOf(schedule, previousMonth('2026-05-02T05:00:00.000Z', 'Europe/Paris'));
    const open = await client.workflow.start('pipelineRun', { workflowId, taskQueue: 'nobody', args: [] });
    await applySchedules(client, [schedule], done);
    await backfillSchedule(client, schedule, { from: '2026-05-02T05:00:00.000Z', to: '2026-05-02T05:00:01.000Z' });
    return { workflowId, end: () => open.terminate() };
  }
  const firstStart = async (own: OwnSchedule): Promise<string> => {
    await expect.poll(async () => (await showSchedule(client, own)).starts, { timeout: 30_000 }).toBe(1);
    return (await showSchedule(client, own)).recent[0]!.workflowId;
  };

  test('a start by a schedule is found by its pipeline and client, and reads well in the server’s own list', async () => {
    const schedule = sampleSchedule({ pipeline: 'found' });
    await applySchedules(client, [schedule], done);
    const { workflowId } = await triggerSchedule(client, schedule);
    const query = `WorkflowType = 'scheduledPipeline' AND VerbatimPipeline = 'found' AND VerbatimClient = 'lumiere'`;
    const found = async () => {
      const ids: string[] = [];
      for await (const one of client.workflow.list({ query })) ids.push(one.workflowId);
      return ids;
    };
    await expect.poll(found, { timeout: 20_000 }).toEqual([workflowId]);
    const described = await client.workflow.getHandle(workflowId!).describe();
    expect([await described.staticSummary(), await described.staticDetails()]).toEqual([
      'found for lumiere, by schedule "0 7 2 * *" Europe/Paris',
      'runs the month before, by the clocks of Europe/Paris',
    ]);
  });

  test('while the same window is at work, a start of a frequent schedule is refused and says why', async () => {
    const schedule = sampleSchedule({ pipeline: 'busy', cron: '0 * * * *' });
    const { workflowId, end } = await inTheWay(schedule);
    await expect(client.workflow.getHandle(await firstStart(schedule)).result()).rejects.toMatchObject({
      cause: { type: 'VB6001', message: `${workflowId} is at work already` },
    });
    await end();
  });

  test('a start of a monthly schedule waits for the run that is at work on its window, and then runs', async () => {
    const schedule = sampleSchedule({ pipeline: 'patient' });
    const { workflowId, end } = await inTheWay(schedule);
    const started = client.workflow.getHandle(await firstStart(schedule));
    const refusals = async () =>
      (await started.fetchHistory()).events?.filter(event => event.startChildWorkflowExecutionFailedEventAttributes);
    await expect.poll(async () => (await refusals())?.length, { timeout: 20_000 }).toBeGreaterThan(0);
    await end();
    expect(await started.result()).toMatchObject({ status: 'succeeded' });
    expect((await client.workflow.getHandle(workflowId).describe()).status.name).toBe('COMPLETED');
  });

  test('triggered twice, the same window runs twice, one after the other', async () => {
    const schedule = sampleSchedule({ pipeline: 'by-hand' });
    await applySchedules(client, [schedule], done);
    for (const turn of [1, 2]) {
      const { outcome, workflowId } = await triggerSchedule(client, schedule);
      expect([turn, outcome]).toEqual([turn, 'started']);
      expect(workflowId).toMatch(/^verbatim\/lumiere\/by-hand\/scheduled-/);
      expect(await client.workflow.getHandle(workflowId!).result()).toMatchObject({ status: 'succeeded' });
      await expect.poll(async () => (await showSchedule(client, schedule)).running).toEqual([]);
    }
    const windows = compiled.filter(({ pipeline }) => pipeline === 'by-hand');
    expect(windows.map(({ window }) => window)).toEqual([null, null]);
  });

  test('triggered while one is at work, a start is left out or waits, as the overlap rule says', async () => {
    const starts = async (overlap: Schedule['overlap']) => {
      const schedule = sampleSchedule({ pipeline: `by-hand-${overlap}`, overlap });
      const { end } = await inTheWay(schedule);
      const atWork = await firstStart(schedule);
      const second = await triggerSchedule(client, schedule);
      const { starts: taken, running } = await showSchedule(client, schedule);
      await end();
      return [{ ...second, atWork: second.atWork.map(id => id === atWork) }, taken, running.length];
    };
    const quiet = { workflowId: null, atWork: [true] };
    expect(await starts('skip')).toEqual([{ outcome: 'left out', ...quiet }, 1, 1]);
    expect(await starts('buffer-one')).toEqual([{ outcome: 'waits', ...quiet }, 1, 1]);
  });

  test('a start that fails before it has a run is told with its code, beside one whose run failed', async () => {
    const [faulty, failing] = [
      sampleSchedule({ pipeline: 'faulty' }),
      sampleSchedule({ pipeline: 'failing', cron: '0 * * * *' }),
    ];
    await applySchedules(client, [faulty, failing], done);
    for (const schedule of [faulty, failing]) {
      const { workflowId } = await triggerSchedule(client, schedule);
      await expect(client.workflow.getHandle(workflowId!).result()).rejects.toThrow();
    }
    const compile = { status: 'failed', failure: { code: 'VB1105', message: 'monthly.yaml:3:1 no key "sourcse"' } };
    expect((await showSchedule(client, faulty)).recent).toMatchObject([compile]);
    const step = { status: 'failed', failure: { code: 'VB2104', message: expect.stringContaining('read.broken') } };
    expect(await showSchedule(client, failing)).toMatchObject({ recent: [step], last: step });
    const last = async () => (await listSchedules(client, 'demo')).find(({ id }) => id.endsWith('/faulty'))?.last;
    await expect.poll(last, { timeout: 30_000 }).toMatchObject(compile);
  });
});

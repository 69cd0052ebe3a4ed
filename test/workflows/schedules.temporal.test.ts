import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { previousMonth } from '../../core/model/previous-month.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import { type Activities, type CompileInput, queues, workflowIdOf } from '../../workflows/contract.ts';
import {
  applySchedules,
  backfillSchedule,
  listSchedules,
  type OwnSchedule,
  pauseSchedule,
  pruneSchedules,
  resumeSchedule,
  showSchedule,
  triggerSchedule,
} from '../../workflows/schedules/schedules.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { sampleSchedule } from './sample-schedule.ts';
import { scriptedPlan, scriptedSteps } from './scripted-steps.ts';

const address = inject('temporalAddress');
const now = '2026-11-22T12:00:00.000Z';
const done = { now, dryRun: false };

describe.skipIf(address === null)('schedules on a server', () => {
  let client: Client;
  let connection: Connection;
  let namespace: string;

  beforeAll(async () => {
    namespace = await createNamespace(address!);
    connection = await Connection.connect({ address: address! });
    client = new Client({ connection, namespace });
  });
  afterAll(() => connection?.close());

  const changesOf = async (...asked: Parameters<typeof applySchedules>): Promise<string[]> =>
    (await applySchedules(...asked)).map(({ change }) => change);
  /** All that can be done with one schedule that is there. */
  const verbsOn = (own: OwnSchedule): (() => Promise<unknown>)[] => [
    () => showSchedule(client, own),
    () => pauseSchedule(client, own, 'why'),
    () => resumeSchedule(client, own, 'why'),
    () => triggerSchedule(client, own),
    () => backfillSchedule(client, own, { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' }),
  ];
  /** The server's list follows its schedules a moment later. */
  const listed = (project: string) =>
    expect.poll(async () => (await listSchedules(client, project)).map(one => one.id));

  test('applied twice, nothing changes the second time', async () => {
    const schedules = [sampleSchedule(), sampleSchedule({ client: null, pipeline: 'weekly', cron: '0 6 * * mon' })];
    expect(await changesOf(client, schedules, done)).toEqual(['created', 'created']);
    const { raw: first } = await client.schedule.getHandle('verbatim/lumiere/monthly').describe();
    expect(await changesOf(client, schedules, done)).toEqual(['unchanged', 'unchanged']);
    const { raw: second } = await client.schedule.getHandle('verbatim/lumiere/monthly').describe();
    expect(second.conflictToken).toEqual(first.conflictToken);
    await listed('demo').toEqual(['verbatim/-/weekly', 'verbatim/lumiere/monthly']);
  });

  test('a dry run says what would be done and does nothing', async () => {
    const schedule = sampleSchedule({ pipeline: 'dry' });
    const dry = { now, dryRun: true };
    expect(await changesOf(client, [schedule], dry)).toEqual(['created']);
    await expect(showSchedule(client, schedule)).rejects.toMatchObject({ code: 'VB6011' });
    await applySchedules(client, [schedule], done);
    expect(await changesOf(client, [{ ...schedule, cron: '0 8 2 * *' }], dry)).toEqual(['updated']);
    expect(await changesOf(client, [schedule], done)).toEqual(['unchanged']);
  });

  test('a changed cron moves the next start, and a pause outlives it', async () => {
    const schedule = sampleSchedule({ pipeline: 'moved', zone: 'UTC', timezone: 'UTC' });
    await applySchedules(client, [schedule], done);
    await pauseSchedule(client, schedule, 'the source is being moved');
    expect(await changesOf(client, [{ ...schedule, cron: '0 9 3 * *' }], done)).toEqual(['updated']);
    const shown = await showSchedule(client, schedule);
    expect(shown).toMatchObject({ paused: true, note: 'the source is being moved' });
    expect(shown.next[0]).toMatch(/-03T09:00:00\.000Z$/);
    await resumeSchedule(client, schedule, 'moved');
    expect(await showSchedule(client, schedule)).toMatchObject({ paused: false, note: 'moved' });
  });

  test('overlap and catch-up are what the block declares, in the terms of the server', async () => {
    const policies = async (change: Parameters<typeof sampleSchedule>[0]) => {
      const schedule = sampleSchedule({ pipeline: 'policies', ...change });
      await applySchedules(client, [schedule], done);
      const { overlap, catchUpMs } = await showSchedule(client, schedule);
      return { overlap, hours: catchUpMs / 3_600_000 };
    };
    // A month is longer than the seven days after which nothing is made up for.
    expect(await policies({})).toEqual({ overlap: 'SKIP', hours: 168 });
    expect(await policies({ cron: '0 7 * * *' })).toEqual({ overlap: 'SKIP', hours: 24 });
    // From Friday 18:00 to Monday 08:00.
    expect(await policies({ cron: '0 8,18 * * 1-5', overlap: 'buffer-one' })).toEqual({
      overlap: 'BUFFER_ONE',
      hours: 62,
    });
    expect(await policies({ catchUp: 'all' })).toEqual({ overlap: 'BUFFER_ALL', hours: 168 });
    expect(await policies({ catchUp: 'none', overlap: 'buffer-all' })).toEqual({
      overlap: 'BUFFER_ALL',
      hours: 1 / 60,
    });
  });

  test('pruning removes what the project does not have any more, and nothing of others', async () => {
    const [stays, goes, theirs] = [
      sampleSchedule({ project: 'pruned', pipeline: 'stays' }),
      sampleSchedule({ project: 'pruned', pipeline: 'goes' }),
      sampleSchedule({ project: 'neighbour', pipeline: 'theirs' }),
    ];
    await applySchedules(client, [stays, goes, theirs], done);
    await client.schedule.create({
      scheduleId: 'by-hand',
      spec: { cronExpressions: ['0 7 2 * *'] },
      action: { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' },
    });
    await listed('pruned').toEqual(['verbatim/lumiere/goes', 'verbatim/lumiere/stays']);
    const removed = [expect.objectContaining({ id: 'verbatim/lumiere/goes', change: 'removed' })];
    expect(await pruneSchedules(client, 'pruned', [stays], { dryRun: true })).toEqual(removed);
    expect(await pruneSchedules(client, 'pruned', [stays], { dryRun: false })).toEqual(removed);
    await listed('pruned').toEqual(['verbatim/lumiere/stays']);
    await expect(showSchedule(client, goes)).rejects.toMatchObject({ code: 'VB6011' });
    expect((await showSchedule(client, theirs)).id).toBe('verbatim/lumiere/theirs');
    expect((await client.schedule.getHandle('by-hand').describe()).scheduleId).toBe('by-hand');
  });

  test('a schedule of another project is not taken over', async () => {
    await applySchedules(client, [sampleSchedule({ project: 'first', pipeline: 'owned' })], done);
    const second = sampleSchedule({ project: 'second', pipeline: 'owned' });
    await expect(applySchedules(client, [second], done)).rejects.toMatchObject({ code: 'VB6012' });
  });

  test('a schedule that is not there is named as such by every verb', async () => {
    const nowhere = { project: 'demo', client: null, pipeline: 'nowhere' };
    for (const verb of verbsOn(nowhere)) await expect(verb()).rejects.toMatchObject({ code: 'VB6011' });
  });

  test('a schedule of another project is neither shown nor steered', async () => {
    const theirs = sampleSchedule({ project: 'first', pipeline: 'guarded' });
    await applySchedules(client, [theirs], done);
    for (const verb of verbsOn({ ...theirs, project: 'second' }))
      await expect(verb()).rejects.toMatchObject({
        code: 'VB6012',
        message: 'schedule verbatim/lumiere/guarded was put on the server by project "first"',
      });
    expect(await showSchedule(client, theirs)).toMatchObject({ paused: false, note: null, starts: 0 });
  });

  describe('with a worker', () => {
    const compiled: CompileInput[] = [];
    let stop: () => Promise<void>;

    beforeAll(async () => {
      const native = await NativeConnection.connect({ address: address! });
      const activities: Activities = {
        ...scriptedSteps({}).activities,
        compilePlan: async input => {
          compiled.push(input);
          const { pipeline, client: of } = input;
          const window = previousMonth(input.asOf, 'Europe/Paris');
          const plan = scriptedPlan(
            { 'read.a': [], kpi: ['read.a'] },
            { pipeline, client: of, window, asOf: input.asOf },
          );
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
    afterAll(() => stop());

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
        await triggerSchedule(client, schedule);
        await expect
          .poll(async () => (await showSchedule(client, schedule)).starts, { timeout: 30_000, interval: 250 })
          .toBe(turn);
        const { recent } = await showSchedule(client, schedule);
        const { workflowId } = recent.at(-1)!;
        expect(workflowId).toMatch(/^verbatim\/lumiere\/by-hand\/scheduled-/);
        expect(await client.workflow.getHandle(workflowId).result()).toMatchObject({ status: 'succeeded' });
      }
      const windows = compiled.filter(({ pipeline }) => pipeline === 'by-hand');
      expect(windows.map(({ window }) => window)).toEqual([null, null]);
    });
  });
});

import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { OwnSchedule } from '../../workflows/schedules/find-schedule.ts';
import {
  applySchedules,
  backfillSchedule,
  listSchedules,
  pauseSchedule,
  pruneSchedules,
  resumeSchedule,
  showSchedule,
} from '../../workflows/schedules/schedules.ts';
import { triggerSchedule } from '../../workflows/schedules/trigger-schedule.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { sampleSchedule } from './sample-schedule.ts';

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
});

import { Client, Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Schedule } from '../../core/schedule/schedule.ts';
import { startsBetween } from '../../core/schedule/starts.ts';
import { scheduleIdOf } from '../../workflows/schedules/schedule-options.ts';
import { applySchedules } from '../../workflows/schedules/schedules.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { sampleSchedule } from './sample-schedule.ts';

const address = inject('temporalAddress');
/** The server's own clock does not matter here: it is asked for the times of a span. */
const now = '2026-11-22T12:00:00.000Z';

describe.skipIf(address === null)('the times that the server makes of a schedule', () => {
  let client: Client;
  let connection: Connection;
  let made = 0;

  beforeAll(async () => {
    const namespace = await createNamespace(address!);
    connection = await Connection.connect({ address: address! });
    client = new Client({ connection, namespace });
  });
  afterAll(() => connection?.close());

  async function onServer(schedule: Schedule, from: string, until: string): Promise<number[]> {
    made += 1;
    const own = { ...schedule, pipeline: `${schedule.pipeline}-${made}` };
    await applySchedules(client, [own], { now, dryRun: false });
    const { startTime } = await client.workflowService.listScheduleMatchingTimes({
      namespace: client.options.namespace,
      scheduleId: scheduleIdOf(own),
      startTime: msToTs(Date.parse(from)),
      endTime: msToTs(Date.parse(until)),
    });
    return startTime.map(time => tsToMs(time));
  }

  test.each(['Europe/Paris', 'America/New_York'])(
    '07:00 on the 2nd in %s is one start a month, 36 months',
    async zone => {
      const schedule = sampleSchedule({ zone, timezone: zone });
      const [from, until] = ['2026-01-01T12:00:00.000Z', '2029-01-01T12:00:00.000Z'];
      const times = await onServer(schedule, from, until);
      expect(times).toHaveLength(36);
      expect(times.map(time => new Date(time).toISOString())).toEqual(startsBetween(schedule, from, until));
    },
  );

  test('a daily time that the clocks skip comes once, after the gap', async () => {
    // 2027-03-28 in Paris: 02:00 is 03:00, at 01:00 UTC.
    const times = await onServer(
      sampleSchedule({ cron: '30 2 * * *' }),
      '2027-03-27T00:00:00.000Z',
      '2027-03-29T23:00:00.000Z',
    );
    expect(times.map(time => new Date(time).toISOString())).toEqual([
      '2027-03-27T01:30:00.000Z',
      '2027-03-28T01:00:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ]);
  });

  test('a daily time that the clocks repeat comes once, the first time, a second late', async () => {
    // 2027-10-31 in Paris: 03:00 is 02:00 again, at 01:00 UTC.
    const times = await onServer(
      sampleSchedule({ cron: '30 2 * * *' }),
      '2027-10-30T00:00:00.000Z',
      '2027-11-01T23:00:00.000Z',
    );
    expect(times.map(time => new Date(time).toISOString())).toEqual([
      '2027-10-30T00:30:00.000Z',
      '2027-10-31T00:30:01.000Z',
      '2027-11-01T01:30:00.000Z',
    ]);
  });

  test.each([
    ['0 7 * * 1-5', 'Europe/Paris', 0],
    ['*/15 * * * sun', 'Europe/Paris', 0],
    ['0 2,3 * * *', 'Europe/Paris', 0],
    ['0,30 1-4 * * *', 'Europe/Paris', 0],
    ['*/10 2 * * *', 'Europe/Paris', 0],
    ['*/20 * * * sun', 'Europe/Paris', 3_000_000],
    ['0,30 2 * * *', 'America/New_York', 0],
    ['0 0 1 * 1', 'Asia/Kathmandu', 0],
    ['15 2 * mar,oct sun', 'Australia/Lord_Howe', 0],
    ['0 0 * * *', 'America/Santiago', 0],
    ['50 1,2 * * *', 'Europe/Paris', 1_200_000],
    ['*/20 0-4 * * *', 'America/New_York', 3_000_000],
  ])('"%s" in %s with a jitter of %i ms: as the in-process scheduler has it', async (cron, zone, jitterMs) => {
    const schedule = sampleSchedule({ cron, zone, timezone: zone, jitterMs });
    for (const [from, until] of [
      ['2027-03-10T12:00:00.000Z', '2027-04-08T12:00:00.000Z'],
      ['2027-08-30T12:00:00.000Z', '2027-09-09T12:00:00.000Z'],
      ['2027-10-01T12:00:00.000Z', '2027-11-12T12:00:00.000Z'],
    ] as const) {
      // Those whose time is repeated are a second late on the server.
      const times = (await onServer({ ...schedule, client: null }, from, until)).map(time => Math.floor(time / 2000));
      const named = { ...schedule, client: null, pipeline: `${schedule.pipeline}-${made}` };
      expect(times).toEqual(startsBetween(named, from, until).map(time => Math.floor(Date.parse(time) / 2000)));
    }
  });
});

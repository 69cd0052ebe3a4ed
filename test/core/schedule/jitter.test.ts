import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { longestDelayMs, startDelayMs } from '../../../core/schedule/jitter.ts';
import { nextStarts } from '../../../core/schedule/starts.ts';
import { nextTimes } from '../../../core/schedule/times.ts';
import { sampleSchedule } from '../../workflows/sample-schedule.ts';

const clients = Array.from({ length: 200 }, (_, index) => `client-${index}`);
const minutes = (count: number): number => count * 60_000;

test('without jitter there is no delay', () => {
  expect(startDelayMs(sampleSchedule())).toBe(0);
});

test('a pipeline of a client always has the same delay, in whole seconds', () => {
  const one = sampleSchedule({ jitterMs: minutes(10) });
  expect(startDelayMs(one)).toBe(startDelayMs({ ...one, cron: '0 8 3 * *' }));
  expect(startDelayMs(one) % 1000).toBe(0);
});

test('two hundred clients are spread over the whole jitter', () => {
  const delays = clients.map(client => startDelayMs(sampleSchedule({ client, jitterMs: minutes(10) })));
  for (const delay of delays) expect(delay).toBeLessThanOrEqual(minutes(10));
  // Ten minutes, twenty clients a minute on average: each minute has some, none has more than three times its share.
  const perMinute = Array.from(
    { length: 10 },
    (_, minute) => delays.filter(delay => delay >= minutes(minute) && delay < minutes(minute + 1)).length,
  );
  expect(Math.min(...perMinute)).toBeGreaterThan(5);
  expect(Math.max(...perMinute)).toBeLessThan(60);
});

test('the jitter ends before midnight', () => {
  // After 23:50 nine minutes and 59 seconds are left.
  expect(longestDelayMs(sampleSchedule({ cron: '50 7,23 2 * *', jitterMs: minutes(60) }))).toBe(minutes(10) - 1000);
  expect(longestDelayMs(sampleSchedule({ cron: '50 7 2 * *', jitterMs: minutes(60) }))).toBe(minutes(60));
});

test("the jitter ends before the pipeline's midnight too", () => {
  // 00:50 in Paris is 23:50 in London on the day before, so that the month might be another.
  const schedule = sampleSchedule({ cron: '50 0 1 * *', timezone: 'Europe/London', jitterMs: minutes(60) });
  expect(longestDelayMs(schedule)).toBe(minutes(10) - 1000);
});

test('no start is on another day than its cron time, whatever the cron, the client and the zones', () => {
  const zone = fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'UTC');
  const asked = fc.record({
    client: fc.constantFrom(...clients),
    minute: fc.integer({ min: 0, max: 59 }),
    hour: fc.integer({ min: 0, max: 23 }),
    zone,
    timezone: zone,
    jitterMs: fc.integer({ min: 0, max: 600 }).map(minutes),
    after: fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
  });
  fc.assert(
    fc.property(asked, ({ minute, hour, after, ...change }) => {
      const schedule = sampleSchedule({ ...change, cron: `${minute} ${hour} * * *` });
      const time = nextTimes(schedule, after.toISOString(), 1)[0]!;
      const start = nextStarts(schedule, new Date(Date.parse(time) + startDelayMs(schedule) - 1).toISOString(), 1)[0]!;
      expect(Date.parse(start) - Date.parse(time)).toBe(startDelayMs(schedule));
      for (const place of [schedule.zone, schedule.timezone]) {
        const day = (instant: string): string => DateTime.fromISO(instant, { zone: place }).toISODate()!;
        expect(day(start)).toBe(day(time));
      }
    }),
    { numRuns: 200, seed: 20261102 },
  );
});

import { expect, test } from 'vitest';
import type { Schedule } from '../../../core/schedule/schedule.ts';
import { sampleSchedule } from '../../workflows/sample-schedule.ts';
import { createWorld } from './virtual-world.ts';

const hourly = (change: Partial<Schedule> = {}): Schedule =>
  sampleSchedule({ client: 'a', pipeline: 'p', cron: '0 * * * *', zone: 'UTC', timezone: 'UTC', ...change });
const at = (text: string): string => `2026-11-${text}:00.000Z`;

test('a first start makes up for nothing and runs from then on', async () => {
  const world = createWorld(at('01T08:30'));
  await world.schedule([hourly()], at('01T10:30'));
  expect(world.story).toEqual([
    '11-01T09:00 a/p started 11-01T09:00',
    '11-01T09:01 a/p ended 11-01T09:00 succeeded',
    '11-01T10:00 a/p started 11-01T10:00',
    '11-01T10:01 a/p ended 11-01T10:00 succeeded',
  ]);
});

test('a run that fails or cannot even begin does not keep the next from starting', async () => {
  const ends = { '09': 'failed', '10': 'throws', '11': 'succeeded' } as const;
  const world = createWorld(at('01T08:30'), (_schedule, time) => ({
    minutes: 1,
    ends: ends[time.slice(11, 13) as keyof typeof ends],
  }));
  await world.schedule([hourly()], at('01T11:30'));
  expect(world.story.filter(line => line.includes('ended'))).toEqual([
    '11-01T09:01 a/p ended 11-01T09:00 failed',
    '11-01T10:01 a/p ended 11-01T10:00 failed',
    '11-01T11:01 a/p ended 11-01T11:00 succeeded',
  ]);
});

const missed = async (catchUp: Schedule['catchUp']): Promise<string[]> => {
  const world = createWorld(at('01T08:30'));
  await world.schedule([hourly({ catchUp })], at('01T09:30'));
  world.story.length = 0;
  world.skipTo(at('01T12:30'));
  await world.schedule([hourly({ catchUp })], at('01T12:45'));
  return world.story.map(line => line.slice(6));
};

test('after a restart latest makes up for the last of three missed starts', async () => {
  expect(await missed('latest')).toEqual([
    '12:30 a/p left-out 11-01T10:00 missed',
    '12:30 a/p left-out 11-01T11:00 missed',
    '12:30 a/p started 11-01T12:00',
    '12:31 a/p ended 11-01T12:00 succeeded',
  ]);
});

test('after a restart all makes up for each, one after the other, though overlap says skip', async () => {
  expect(await missed('all')).toEqual([
    '12:30 a/p started 11-01T10:00',
    '12:31 a/p ended 11-01T10:00 succeeded',
    '12:31 a/p started 11-01T11:00',
    '12:32 a/p ended 11-01T11:00 succeeded',
    '12:32 a/p started 11-01T12:00',
    '12:33 a/p ended 11-01T12:00 succeeded',
  ]);
});

test('after a restart none makes up for nothing', async () => {
  expect(await missed('none')).toEqual([
    '12:30 a/p left-out 11-01T10:00 missed',
    '12:30 a/p left-out 11-01T11:00 missed',
    '12:30 a/p left-out 11-01T12:00 missed',
  ]);
});

test('what was made up for is not made up for again', async () => {
  const world = createWorld(at('01T08:30'));
  await world.schedule([hourly()], at('01T08:45'));
  world.skipTo(at('01T12:30'));
  await world.schedule([hourly()], at('01T12:40'));
  world.story.length = 0;
  await world.schedule([hourly()], at('01T12:50'));
  expect(world.story).toEqual([]);
});

/** Every run takes an hour and a half. */
const overlapping = async (overlap: Schedule['overlap']): Promise<string[]> => {
  const world = createWorld(at('01T08:30'), () => ({ minutes: 90 }));
  await world.schedule([hourly({ overlap })], at('01T13:45'));
  return world.story.filter(line => !line.includes('ended')).map(line => line.slice(6));
};

test('overlap skip leaves out what comes while a run is at work', async () => {
  expect(await overlapping('skip')).toEqual([
    '09:00 a/p started 11-01T09:00',
    '10:00 a/p left-out 11-01T10:00 overlap',
    '11:00 a/p started 11-01T11:00',
    '12:00 a/p left-out 11-01T12:00 overlap',
    '13:00 a/p started 11-01T13:00',
  ]);
});

test('overlap buffer-one keeps one waiting', async () => {
  // 09:00 to 10:30, then 10:00 until 12:00, then 11:00 until 13:30: the start of 13:00 finds that of 12:00 waiting.
  expect(await overlapping('buffer-one')).toEqual([
    '09:00 a/p started 11-01T09:00',
    '10:30 a/p started 11-01T10:00',
    '12:00 a/p started 11-01T11:00',
    '13:00 a/p left-out 11-01T13:00 overlap',
    '13:30 a/p started 11-01T12:00',
  ]);
});

test('overlap buffer-all keeps each waiting', async () => {
  expect(await overlapping('buffer-all')).toEqual([
    '09:00 a/p started 11-01T09:00',
    '10:30 a/p started 11-01T10:00',
    '12:00 a/p started 11-01T11:00',
    '13:30 a/p started 11-01T12:00',
  ]);
});

test('a run that was stopped is made up for after the next start', async () => {
  const world = createWorld(at('01T08:30'), () => ({ minutes: 30 }));
  await world.schedule([hourly()], at('01T09:10'));
  expect(world.story.at(-1)).toBe('11-01T09:10 a/p ended 11-01T09:00 cancelled');
  world.story.length = 0;
  await world.schedule([hourly()], at('01T09:50'));
  expect(world.story).toEqual(['11-01T09:10 a/p started 11-01T09:00', '11-01T09:40 a/p ended 11-01T09:00 succeeded']);
});

test('pipelines of one client take turns, those of two run side by side, two at once', async () => {
  const world = createWorld(at('01T08:30'), () => ({ minutes: 10 }));
  const schedules = [
    hourly({ client: 'a', pipeline: 'p' }),
    hourly({ client: 'a', pipeline: 'q' }),
    hourly({ client: 'b', pipeline: 'p' }),
    hourly({ client: 'c', pipeline: 'p' }),
  ];
  await world.schedule(schedules, at('01T09:30'));
  const begun = world.story.filter(line => line.includes('started')).map(line => line.slice(6, 15));
  expect(begun).toEqual(['09:00 a/p', '09:00 b/p', '09:10 a/q', '09:10 c/p']);
});

test('a machine that slept over a start makes up for it as it wakes', async () => {
  const world = createWorld(at('02T04:00'));
  const monthly = sampleSchedule();
  await world.schedule([monthly], at('02T04:30'));
  world.skipTo('2026-11-02T22:00:00.000Z');
  await world.schedule([monthly], '2026-11-02T22:05:00.000Z');
  // 07:00 in Paris.
  expect(world.story[0]).toBe('11-02T22:00 lumiere/monthly started 11-02T06:00');
});

test.each([
  ['2026-03-28T23:30:00.000Z', '2026-03-29T12:00:00.000Z', '30 2 * * *', ['03-29T01:00']],
  ['2026-03-28T23:30:00.000Z', '2026-03-29T12:00:00.000Z', '0 7 * * *', ['03-29T05:00']],
  ['2026-10-24T23:30:00.000Z', '2026-10-25T12:00:00.000Z', '30 2 * * *', ['10-25T00:30']],
  ['2026-10-24T23:30:00.000Z', '2026-10-25T12:00:00.000Z', '0 7 * * *', ['10-25T06:00']],
])('in Paris from %s to %s, "%s" runs at %j', async (from, until, cron, expected) => {
  const world = createWorld(from);
  await world.schedule([sampleSchedule({ cron })], until);
  expect(world.story.filter(line => line.includes('started')).map(line => line.slice(0, 11))).toEqual(expected);
});

test('what cannot be remembered ends the scheduler, so that nothing is run over and over', async () => {
  const world = createWorld(at('01T08:30'));
  let calls = 0;
  Object.assign(world.port, {
    remember: async () => {
      calls += 1;
      if (calls > 1) throw new Error('no space left');
    },
  });
  await expect(world.schedule([hourly()], at('01T12:30'))).rejects.toThrow('no space left');
  expect(world.story).toEqual(['11-01T09:00 a/p started 11-01T09:00']);
});

test('a scheduler that cannot remember what it left out stops the runs at work, and waits for them', async () => {
  // The machine sleeps from 09:00, when the run of `a` begins, over the start of `b`.
  const world = createWorld(at('01T08:30'), () => {
    world.skipTo(at('01T10:30'));
    return { minutes: 90 };
  });
  const { remember } = world.port;
  Object.assign(world.port, {
    remember: async (schedule: Schedule, time: string) => {
      if (time === at('01T09:45')) throw new Error('no space left');
      await remember(schedule, time);
    },
  });
  const schedules = [hourly(), hourly({ client: 'b', cron: '45 9 * * *', catchUp: 'none' })];
  await expect(world.schedule(schedules, at('01T12:30'))).rejects.toThrow('no space left');
  expect(world.story).toEqual([
    '11-01T09:00 a/p started 11-01T09:00',
    '11-01T10:31 b/p left-out 11-01T09:45 missed',
    '11-01T10:31 a/p ended 11-01T09:00 cancelled',
  ]);
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createScheduleMemory } from '../../cli/schedule-memory.ts';
import { sampleSchedule } from '../workflows/sample-schedule.ts';

const at = '2026-11-02T06:00:00.000Z';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verbatim-memory-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is remembered is recalled by another process, each pipeline of each client for itself', async () => {
  const [own, other] = [sampleSchedule(), sampleSchedule({ client: null })];
  await createScheduleMemory(folder).remember(own, at);
  const memory = createScheduleMemory(folder);
  expect(await memory.recall(own)).toBe(at);
  expect(await memory.recall(other)).toBeNull();
  await memory.remember(other, '2026-12-02T06:00:00.000Z');
  expect(await memory.recall(own)).toBe(at);
});

test('a schedule of other times has no past: nothing of it was missed', async () => {
  const memory = createScheduleMemory(folder);
  await memory.remember(sampleSchedule(), at);
  expect(await memory.recall(sampleSchedule({ cron: '0 8 2 * *' }))).toBeNull();
  expect(await memory.recall(sampleSchedule({ zone: 'Europe/London' }))).toBeNull();
  expect(await memory.recall(sampleSchedule({ jitterMs: 60_000, catchUp: 'all' }))).toBe(at);
});

test.each(['', '{', 'null', '[]', '{"at":"soon","cron":"0 7 2 * *","zone":"Europe/Paris"}'])(
  'a file that says %j says nothing',
  async text => {
    const memory = createScheduleMemory(folder);
    await memory.remember(sampleSchedule(), at);
    writeFileSync(join(folder, 'schedule/lumiere/monthly.json'), text);
    expect(await memory.recall(sampleSchedule())).toBeNull();
  },
);

test('no half-written file is left behind', async () => {
  const memory = createScheduleMemory(folder);
  await memory.remember(sampleSchedule(), at);
  await memory.remember(sampleSchedule(), '2026-12-02T06:00:00.000Z');
  expect(readdirSync(join(folder, 'schedule/lumiere'))).toEqual(['monthly.json']);
});

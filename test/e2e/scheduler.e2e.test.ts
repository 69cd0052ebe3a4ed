import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, rowsOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const monthly = 'config/clients/acme/monthly.yaml';
/** A time of day that has just passed, so that yesterday's start of it is missed and today's too. */
const past = new Date(Date.now() - 3 * 60_000);
const cron = `${past.getUTCMinutes()} ${past.getUTCHours()} * * *`;
const scheduled = `${past.toISOString().slice(0, 16)}:00.000Z`;
const block = `schedule: { cron: "${cron}", timezone: UTC, catch_up: latest }\n`;
const tomorrow = new Date(Date.parse(scheduled) + 86_400_000).toISOString();
const yesterday = new Date(Date.parse(scheduled) - 86_400_000).toISOString();

let project: ReturnType<typeof scratch>;
const memory = '.verbatim/schedule/acme/monthly.json';
const remembered = (): unknown => JSON.parse(readFileSync(join(project.path, memory), 'utf8'));

beforeAll(() => {
  project = scratch({
    ...surveyProject,
    [monthly]: `${surveyProject[monthly]}${block}`,
    [memory]: `${JSON.stringify({ cron, zone: 'UTC', at: yesterday })}\n`,
  });
});
afterAll(() => project.remove());

test('schedule next prints times in the zone of the schedule and in UTC, and the month of each', async () => {
  const ended = await verbatim(
    ['schedule', 'next', 'monthly', '-n', '2', '--after', '2026-11-22T12:00:00Z', '--cwd', project.path, '-o', 'json'],
    { cwd: project.path },
  );
  expect(ended.code).toBe(0);
  const { next } = documentOf<{ next: { at: string; month: string }[] }>(ended);
  expect(next).toHaveLength(2);
  expect(next.map(({ month }) => month)).toEqual(['2026-10', '2026-10']);
  for (const { at } of next) expect(at).toContain(`T${past.toISOString().slice(11, 16)}:00.000Z`);
});

/** Runs the scheduler, and tells it to stop once it has said this. */
function schedulerUntil(said: string): ReturnType<typeof verbatim> {
  let told = false;
  return verbatim(['scheduler', '-o', 'jsonl'], {
    cwd: project.path,
    onStderr: (text, kill) => {
      if (told || !text.includes(said)) return;
      told = true;
      kill('SIGTERM');
    },
  });
}

test('SIGTERM during a run stops it, exits 0 and leaves it to be made up for', async () => {
  const ended = await schedulerUntil(' started scheduled=');
  expect(ended.code).toBe(0);
  expect(rowsOf(ended)).toMatchObject([
    { type: 'started', at: scheduled },
    { type: 'ended', status: 'cancelled' },
  ]);
  expect(remembered()).toEqual({ cron, zone: 'UTC', at: yesterday });
});

test('the scheduler makes up for a missed start, remembers it, and ends with 0 on SIGTERM', async () => {
  const ended = await schedulerUntil(' ended scheduled=');
  expect(ended.stderr).toContain(`schedule monthly client=acme started scheduled=${scheduled.replace('.000Z', 'Z')}`);
  expect(ended.stderr).toContain('scheduler ended');
  expect(ended.code).toBe(0);
  expect(rowsOf<{ type: string; at: string; status?: string }>(ended)).toMatchObject([
    { type: 'started', pipeline: 'monthly', client: 'acme', at: scheduled },
    { type: 'ended', at: scheduled, status: 'succeeded' },
  ]);
  expect(remembered()).toEqual({ cron, zone: 'UTC', at: scheduled });
  const { runs } = documentOf<{ runs: { status: string; asOf: string }[] }>(
    await verbatim(['runs', 'list', '--client', 'acme', '-o', 'json'], { cwd: project.path }),
  );
  expect(runs).toMatchObject([
    { status: 'succeeded', asOf: scheduled },
    { status: 'cancelled', asOf: scheduled },
  ]);
  expect(existsSync(join(project.path, '.verbatim/schedule.lock'))).toBe(false);
});

test('what was made up for is not run again; a second scheduler of the project is refused', async () => {
  let second: ReturnType<typeof verbatim> | null = null;
  const first = await verbatim(['scheduler', '-o', 'json'], {
    cwd: project.path,
    onStderr: (text, kill) => {
      if (second !== null || !text.includes(' next=')) return;
      second = verbatim(['scheduler'], { cwd: project.path });
      void second.then(() => kill('SIGTERM'));
    },
  });
  expect(first.code).toBe(0);
  expect(first.stderr).not.toContain('started');
  expect(documentOf(first)).toEqual({
    schemaVersion: 1,
    schedules: [{ pipeline: 'monthly', client: 'acme', cron, zone: 'UTC', next: tomorrow }],
  });
  const refused = await second!;
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('VB6001');
});

test('a project without a schedule block has nothing to schedule', async () => {
  const bare = scratch(surveyProject);
  const ended = await verbatim(['scheduler'], { cwd: bare.path });
  const next = await verbatim(['schedule', 'next', 'monthly'], { cwd: bare.path });
  bare.remove();
  expect([ended.code, next.code]).toEqual([2, 2]);
  expect(ended.stderr).toContain('VB6011');
  expect(next.stderr).toContain(`${monthly}  error VB6011`);
});

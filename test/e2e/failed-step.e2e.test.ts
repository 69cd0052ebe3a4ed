import { afterAll, expect, test } from 'vitest';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { canaries, failingProject, octoberOf, token } from './failing-project.ts';

interface RunDocument {
  readonly run: { readonly id: string; readonly status: string };
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

const folder = scratch(failingProject);
afterAll(folder.remove);
const call = (...args: readonly string[]) => verbatim(args, { cwd: folder.path, env: { POST_TOKEN: token } });

/** How often a text stands in another. */
const times = (text: string, part: string): number => text.split(part).length - 1;

test('a step that fails on the second of two files names it, once, wherever the failure is told', async () => {
  const ended = await call(...octoberOf('files'));
  const { run, steps } = documentOf<RunDocument>(ended);
  // The header's 37 bytes with its line break, "R2;2026-10-05;CR2;web;9;" with 24, and "tres de" with 7 before 0xE7.
  const message = 'not utf-8: byte 0xE7 at offset 68, line 2';
  const hint = '"encoding: windows-1252" seems right; or export it as UTF-8';
  const place = 'inbox/files/b.csv:2';
  const error = { code: 'VB2101', class: 'source-contract', message, hint };
  expect([ended.code, run.status, steps[0]]).toEqual([
    ...[1, 'failed'],
    expect.objectContaining({ error: { ...error, at: { file: 'inbox/files/b.csv', line: 2, column: null } } }),
  ]);
  expect(ended.stderr).toContain(
    `Z step survey.answers FAILED code=VB2101 attempts=1 ${place}: ${message}\n  ${hint}\n`,
  );
  expect([times(ended.stderr, message), times(ended.stderr, hint)]).toEqual([1, 1]);
  const shown = await call('runs', 'show', run.id);
  expect(shown.stdout).toContain(`\n    VB2101  ${place}: ${message}\n    ${hint}\n`);
  const followed = await call('runs', 'follow', run.id);
  expect(followed.stderr).toContain(
    `step survey.answers FAILED code=VB2101 attempts=1 ${place}: ${message}\n  ${hint}\n`,
  );
});

test('a step that stops at refused rows is told with what it stored: 14 read = 4 written + 10 refused', async () => {
  const ended = await call(...octoberOf('refused'));
  const { run, steps } = documentOf<RunDocument>(ended);
  expect(steps[0]).toMatchObject({ status: 'failed', read: 14, written: 4, rejected: 10, deduplicated: 0 });
  expect(ended.stderr).toContain('10 records were refused');
  expect((await call('runs', 'show', run.id)).stdout).toMatch(
    /survey\.answers +failed +read 14 {2}written 4 {2}unchanged 0 {2}rejected 10 {2}deduplicated 0 {2}filtered 0\n/,
  );
});

test.each([
  ['scores', 'tone', 'VB3003 attempts=1 plugins/tone.ts:7:11: plugin "tone" threw RangeError'],
  ['delivers, attempt after attempt', 'post', 'VB4002 attempts=3 '],
])('a plugin that fails while it %s tells neither its secret nor a customer’s words', async (_name, pipeline, told) => {
  const ended = await call(...octoberOf(pipeline), '--debug');
  const { run } = documentOf<RunDocument>(ended);
  expect(ended.stderr).toContain(`FAILED code=${told}`);
  const shown = [await call('runs', 'show', run.id), await call('runs', 'show', run.id, '-o', 'json')];
  const all = [ended, ...shown].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(canaries.filter(canary => all.includes(canary))).toEqual([]);
});

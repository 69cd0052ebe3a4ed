import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { documentOf, rowsOf, scratch, verbatim } from './command-line.ts';
import { runOctober, surveyProject } from './survey-project.ts';

const template = surveyProject['config/templates/survey.yaml'] as string;
const schedule = 'schedule: { cron: "0 7 2 * *" }\n';
/** Its pages are not asked for here. */
const folder = scratch({
  ...surveyProject,
  'config/templates/survey.yaml': `${template.slice(0, template.indexOf('report:'))}${schedule}`,
});
const cwd = folder.path;
let runId = '';

/** A call of each command that needs no server and ends by itself; RUN stands for the id of a run. */
const calls: Readonly<Record<string, string>> = {
  validate: 'validate',
  retry: 'retry RUN',
  'runs list': 'runs list',
  'runs show': 'runs show RUN',
  'runs cancel': 'runs cancel RUN',
  metrics: 'metrics monthly --window 2026-10',
  feedback: 'feedback monthly --window 2026-10',
  'quarantine list': 'quarantine list monthly',
  'report list': 'report list monthly',
  'config explain': 'config explain sources.survey.with.delimiter',
  schema: 'schema',
  'db migrate': 'db migrate',
  'db status': 'db status',
  doctor: 'doctor --only node,project,warehouse,disk,clock',
  'plugin list': 'plugin list',
  'plugin info': 'plugin info csv',
  version: 'version',
  'schedule next': 'schedule next monthly',
};

/** Commands whose document is read before, or by other tests, or that never end. */
const elsewhere = [
  'run',
  'demo',
  'report render',
  'runs follow',
  'worker',
  'scheduler',
  ...['apply', 'prune', 'list', 'show', 'pause', 'resume', 'trigger', 'backfill'].map(one => `schedule ${one}`),
];

const leavesOf = (command: Command, path: readonly string[] = []): readonly string[] =>
  command.commands.length === 0
    ? [path.join(' ')]
    : command.commands.flatMap(one => leavesOf(one, [...path, one.name()]));

const call = (line: string, form: string) => verbatim([...line.replace('RUN', runId).split(' '), '-o', form], { cwd });

describe('the forms of a result', () => {
  beforeAll(async () => {
    runId = documentOf<{ run: { id: string } }>(await verbatim(runOctober, { cwd })).run.id;
  });
  afterAll(folder.remove);

  test('every command is called here, or stands among those that other tests call', () => {
    expect([...leavesOf(createProgram())].sort()).toEqual([...Object.keys(calls), ...elsewhere].sort());
  });

  test.each(Object.values(calls))('%s -o json prints exactly one document', async line => {
    expect(documentOf<object>(await call(line, 'json'))).toMatchObject({ schemaVersion: 1 });
  });

  test('a list has its rows under one name in json, and the same rows a line each in jsonl', async () => {
    const { feedback } = documentOf<{ feedback: object[] }>(await call('feedback monthly', 'json'));
    expect(feedback).toHaveLength(40);
    const rows = rowsOf<object>(await call('feedback monthly', 'jsonl'));
    expect(rows).toEqual(feedback.map(row => ({ schemaVersion: 1, ...row })));
    const { entries } = documentOf<{ entries: object[] }>(await call('quarantine list monthly', 'json'));
    expect(entries).toMatchObject([{ code: 'VB2106' }, { code: 'VB2202' }]);
  });

  test('a list of nothing is a document with an empty list, and no line', async () => {
    const line = 'feedback monthly --window 2020-01';
    expect((await call(line, 'json')).stdout).toBe('{"schemaVersion":1,"feedback":[]}\n');
    expect((await call(line, 'jsonl')).stdout).toBe('');
  });
});

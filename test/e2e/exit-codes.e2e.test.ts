import { basename, dirname } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const good = scratch(surveyProject);
const bad = scratch({
  ...surveyProject,
  'config/clients/acme/monthly.yaml':
    'pipeline: monthly\nclient: acme\nextends: ../../templates/survey.yaml\nkpis:\n  - use: npss\n',
});
const nowhere = scratch();
afterAll(() => {
  for (const folder of [good, bad, nowhere]) folder.remove();
});

describe('exit codes', () => {
  test.each([
    ['help', ['--help'], 0],
    ['the version', ['--version'], 0],
    ['a valid project', ['validate'], 0],
    ['an unknown command', ['rnu'], 2],
    ['an unknown option', ['validate', '--fast'], 2],
    ['a missing argument', ['run'], 2],
    ['an unknown pipeline', ['run', 'montly'], 2],
    ['an unknown client', ['run', 'monthly', '--client', 'amce'], 2],
    ['a run of this process that is to be left', ['run', 'monthly', '--client', 'acme', '--detach'], 2],
    ['a month that is none', ['run', 'monthly', '--window', '2026-13'], 2],
    ['half a window', ['run', 'monthly', '--from', '2026-10-01T00:00:00Z'], 2],
    ['an unknown KPI', ['metrics', 'monthly', '--kpi', 'npss'], 2],
    ['an unknown dimension', ['metrics', 'monthly', '--kpi', 'nps', '--by', 'region'], 2],
    ['an unknown run', ['runs', 'show', '01AAAAAAAAAAAAAAAAAAAAAAAA', '--client', 'acme'], 2],
    ['an unknown plugin', ['plugin', 'info', 'cvs'], 2],
    ['a folder that is not there', ['validate', '--cwd', '/nonexistent'], 2],
  ])('%s, %j, exits %i', async (_what, args, code) => {
    const ended = await verbatim(args as string[], { cwd: good.path });
    expect({ code: ended.code, stderr: code === 0 ? '' : ended.stderr }).toEqual({
      code,
      stderr: code === 0 ? '' : expect.stringMatching(/\S/),
    });
  });

  test('a project with mistakes exits 2 and prints each with its place, an excerpt with a caret and a hint', async () => {
    const ended = await verbatim(['validate'], { cwd: bad.path });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain('config/clients/acme/monthly.yaml:5:10  error VB1203');
    expect(ended.stdout).toMatch(/\^\^\^\^ did you mean "nps"\?/);
  });

  test('mistakes are written for GitHub Actions when asked, each with its file as the repository knows it', async () => {
    const env = { GITHUB_WORKSPACE: dirname(bad.path) };
    const ended = await verbatim(['validate', '--format', 'github'], { cwd: bad.path, env });
    const file = `${basename(bad.path)}/config/clients/acme/monthly.yaml`;
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain(`::error file=${file},line=5,endLine=5,col=10,endColumn=14,title=VB1203::no KPI`);
  });

  test('a run of a project with mistakes exits 2 before anything is read', async () => {
    const ended = await verbatim(['run', 'monthly'], { cwd: bad.path });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('VB1203');
  });

  test('diagnostics as JSON are one document with a place for each', async () => {
    const document = documentOf<{ schemaVersion: number; errors: number; diagnostics: object[] }>(
      await verbatim(['validate', '-o', 'json'], { cwd: bad.path }),
    );
    expect(document).toMatchObject({ schemaVersion: 1, errors: 1 });
    expect(document.diagnostics[0]).toMatchObject({
      file: 'config/clients/acme/monthly.yaml',
      line: 5,
      column: 10,
      severity: 'error',
      code: 'VB1203',
    });
  });

  test('a folder without a project exits 2 and says how to get one', async () => {
    const ended = await verbatim(['validate'], { cwd: nowhere.path });
    expect([ended.code, ended.stderr.includes('VB1403')]).toEqual([2, true]);
  });

  test('a server that does not answer exits 4, with its password masked', async () => {
    const env = { DATABASE_URL: 'postgres://someone:hunter2-canary@127.0.0.1:9/none' };
    const ended = await verbatim(['db', 'status', '--client', 'acme'], { cwd: good.path, env });
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('VB4002');
    expect(ended.stderr + ended.stdout).not.toContain('hunter2-canary');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a run that %s stops exits %i and can be run again', async (signal, code) => {
    let sent = false;
    const ended = await verbatim(['run', 'monthly', '--window', '2026-10'], {
      cwd: good.path,
      onStderr: (text, kill) => {
        if (sent || !text.includes(' start pipeline=')) return;
        sent = true;
        kill(signal);
      },
    });
    expect(ended.code).toBe(code);
    const again = await verbatim(['run', 'monthly', '--window', '2026-10'], { cwd: good.path });
    expect(again.code).toBe(0);
  });
});

import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { runOctober, surveyProject } from './survey-project.ts';

const twoClients = {
  ...surveyProject,
  'config/clients/globex/monthly.yaml': 'pipeline: monthly\nclient: globex\nextends: ../../templates/survey.yaml\n',
};
const template = surveyProject['config/templates/survey.yaml'] as string;
/** What is asked of the runs below needs no pages. */
const withoutReport = { 'config/templates/survey.yaml': template.slice(0, template.indexOf('report:')) };
const unknownRun = '01AAAAAAAAAAAAAAAAAAAAAAAA';

describe('commands that only read', () => {
  const folder = scratch(twoClients);
  const cwd = folder.path;
  const call = (...args: string[]) => verbatim(args, { cwd });
  afterAll(folder.remove);

  test.each([
    ['runs list --client acme', 0],
    ['runs show X --client acme', 2],
    ['runs follow X --client acme', 2],
    ['runs cancel X --client acme', 2],
    ['retry --client acme', 2],
    ['retry X --client acme', 2],
    ['metrics monthly --client acme', 0],
    ['feedback monthly --client acme', 0],
    ['quarantine list monthly --client acme', 0],
    ['report list monthly --client acme', 0],
    ['report render monthly --client acme', 2],
  ])('%s finds nothing in a project that never ran, and makes no store', async (line, code) => {
    const ended = await call(...line.replace('X', unknownRun).split(' '));
    expect({ code: ended.code, error: /error (VB\d+)/.exec(ended.stderr)?.[1] }).toEqual({
      code,
      error: code === 0 ? undefined : 'VB6002',
    });
    expect(existsSync(join(cwd, '.verbatim/store'))).toBe(false);
  });

  test.each([
    'runs list',
    `runs show ${unknownRun}`,
    `runs follow ${unknownRun}`,
    `runs cancel ${unknownRun}`,
    'retry',
  ])('%s of a client that the project does not have names the one that was meant, and makes no store', async line => {
    const ended = await call(...line.split(' '), '--client', 'acmee');
    expect([ended.code, ended.stderr]).toEqual([
      2,
      expect.stringMatching(/VB1405 {2}no pipeline is of client "acmee"\n.*"acme"/),
    ]);
    expect(existsSync(join(cwd, '.verbatim/store'))).toBe(false);
  });

  test('what is about one client of several asks which (VB1406); a run is known by its id alone', async () => {
    const { path, remove } = scratch({ ...twoClients, ...withoutReport });
    const call = (...args: string[]) => verbatim(args, { cwd: path });
    const { run } = documentOf<{ run: { id: string } }>(await call(...runOctober));
    const listed = await call('runs', 'list');
    expect([listed.code, listed.stderr]).toEqual([2, expect.stringMatching(/VB1406[\s\S]*--client: acme, globex/)]);
    const shown = await call('runs', 'show', run.id, '-o', 'json');
    expect(documentOf<{ run: object }>(shown).run).toMatchObject({ id: run.id, client: 'acme', status: 'succeeded' });
    const retried = await call('retry', run.id);
    remove();
    expect([retried.code, retried.stderr]).toEqual([0, expect.stringContaining('there is nothing to do')]);
  });

  test('the runs of a client that the files do not have any more can still be read', async () => {
    const before = scratch({ ...surveyProject, ...withoutReport });
    await verbatim(runOctober, { cwd: before.path });
    const after = scratch({
      ...surveyProject,
      'config/clients/acme/monthly.yaml': 'pipeline: monthly\nclient: neo\nextends: ../../templates/survey.yaml\n',
    });
    renameSync(join(before.path, '.verbatim'), join(after.path, '.verbatim'));
    const listed = await verbatim(['runs', 'list', '--client', 'acme', '-o', 'json'], { cwd: after.path });
    for (const one of [before, after]) one.remove();
    expect(documentOf<{ runs: object[] }>(listed).runs).toMatchObject([{ client: 'acme', status: 'succeeded' }]);
  });
});

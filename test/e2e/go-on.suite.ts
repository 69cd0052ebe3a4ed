import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { faultProject } from '../faults/fault-project.ts';
import { documentOf, type Ended, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

interface RunDocument {
  readonly run: {
    readonly id: string;
    readonly status: string;
    readonly asOf: string;
    readonly window: { readonly from: string };
  };
  readonly steps: readonly { readonly id: string; readonly status: string; readonly written: number }[];
}

const template = surveyProject['config/templates/survey.yaml'] as string;
const withoutReport = template.slice(0, template.indexOf('report:'));
/** Two of the rows of October are refused: with this limit the step that reads them fails. */
const strict = withoutReport.replace('rows: 5', 'rows: 1');

/** Several months at once and going on after a failure, as a user does both, on whichever store the environment names. */
export function goOnSuite(env: () => Promise<Readonly<Record<string, string>>>): void {
  const folders: ReturnType<typeof scratch>[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) folder.remove();
  });
  /** A project with a store of its own, called for its client. */
  const project = async (survey: string) => {
    const folder = scratch({ ...surveyProject, 'config/templates/survey.yaml': survey });
    folders.push(folder);
    const options = { cwd: folder.path, env: await env() };
    return { path: folder.path, call: (...args: string[]) => verbatim([...args, '--client', 'acme'], options) };
  };

  test('months run one after the other, the earliest first, with a line each and a closing table', async () => {
    const { call } = await project(withoutReport);
    const ended = await call(
      'run',
      'monthly',
      '--from',
      '2026-09',
      '--to',
      '2026-10',
      '--as-of',
      '2026-11-02T06:00:00Z',
    );
    expect({ code: ended.code, table: ended.stdout.split('\n').map(line => line.slice(0, 18)) }).toEqual({
      code: 0,
      table: ['2026-09  succeeded', '2026-10  succeeded', ''],
    });
    expect(ended.stderr).toMatch(/month 2026-09 \(1 of 2\)[\s\S]*month 2026-10 \(2 of 2\)/);
  });

  test('as JSON months are run documents in one document; a failed month fails the command and stops no other', async () => {
    const { call } = await project(strict);
    const months = ['--from', '2026-08', '--to', '2026-09', '--as-of', '2026-11-02T07:00:00+01:00'];
    const ended = await call('run', 'monthly', ...months, '-o', 'json');
    const { runs } = documentOf<{ runs: RunDocument[] }>(ended);
    expect([ended.code, runs.map(({ run }) => run.status)]).toEqual([1, ['failed', 'failed']]);
    // One instant for all months, in UTC as every instant is.
    expect(runs.map(({ run }) => run.asOf)).toEqual(['2026-11-02T06:00:00.000Z', '2026-11-02T06:00:00.000Z']);
    // Midnight in Paris, in summer.
    expect(runs.map(({ run }) => run.window.from)).toEqual(['2026-07-31T22:00:00.000Z', '2026-08-31T22:00:00.000Z']);
  });

  test('a run that failed goes on under its id once its cause is mended, and then there is nothing left to do', async () => {
    const { path, call } = await project(strict);
    const inFiles = (...args: string[]) => call(...args, '-o', 'json');
    const failed = await inFiles('run', 'monthly', '--window', '2026-07');
    expect(failed.code).toBe(1);
    const { id } = documentOf<RunDocument>(failed).run;
    writeFileSync(join(path, 'config/templates/survey.yaml'), withoutReport);
    const again = await inFiles('retry', id);
    expect([again.code, documentOf<RunDocument>(again).run]).toMatchObject([0, { id, status: 'succeeded' }]);
    const nothing = await inFiles('retry', id);
    expect([nothing.code, nothing.stderr]).toEqual([0, expect.stringContaining('there is nothing to do')]);
    expect(documentOf<RunDocument>(nothing)).toEqual(documentOf<RunDocument>(again));
    const step = await inFiles('retry', id, '--skip', 'report.monthly-cx');
    expect([step.code, step.stderr]).toEqual([2, expect.stringContaining('VB6010')]);
    const cancel = await inFiles('runs', 'cancel', id);
    expect([cancel.code, cancel.stderr]).toEqual([0, expect.stringContaining('has ended: succeeded')]);
  });

  test('a run in process that another terminal cancels by its id stops at its next batch edge, and both say so', async () => {
    const folder = scratch({
      ...faultProject({ pipelines: [], rows: 150_000 }),
      'config/clients/acme/big.yaml': 'pipeline: big\nclient: acme\nextends: ../../templates/survey.yaml\n',
    });
    folders.push(folder);
    const options = { cwd: folder.path, env: await env() };
    let cancelling: Promise<Ended> | null = null;
    const ended = await verbatim(['run', 'big', '--window', '2026-10', '-o', 'json'], {
      ...options,
      onStderr: text => {
        const id = /run ([0-9A-Z]{26}) start /.exec(text)?.[1];
        if (id !== undefined) cancelling ??= verbatim(['runs', 'cancel', id], options);
      },
    });
    expect(ended.stderr).toContain('was asked to stop');
    expect([ended.code, documentOf<RunDocument>(ended).run.status]).toEqual([1, 'cancelled']);
    expect(await cancelling).toMatchObject({ code: 0, stdout: expect.stringMatching(/^run \S{26} was asked to stop/) });
  });
}

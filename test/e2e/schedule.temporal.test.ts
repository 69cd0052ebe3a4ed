import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createNamespace } from '../temporal-namespace.ts';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const address = inject('temporalAddress');
const monthly = 'config/clients/acme/monthly.yaml';
const withCron = (cron: string): string => `${surveyProject[monthly]}schedule: { cron: "${cron}" }\n`;

interface Applied {
  readonly dryRun: boolean;
  readonly changes: readonly { readonly id: string; readonly change: string }[];
}

describe.skipIf(address === null)('verbatim schedule, as it is called', () => {
  let env: Readonly<Record<string, string>>;
  const projects: ReturnType<typeof scratch>[] = [];

  beforeAll(async () => {
    env = { TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE: await createNamespace(address!, { registered: false }) };
  });
  afterAll(() => {
    for (const project of projects) project.remove();
  });

  function projectWith(files: Readonly<Record<string, string>>): (...args: string[]) => ReturnType<typeof verbatim> {
    const project = scratch({ ...surveyProject, ...files });
    projects.push(project);
    return (...args) => verbatim(['schedule', ...args], { cwd: project.path, env });
  }

  test('apply, list, show, pause, resume and prune, without a warehouse', async () => {
    const schedule = projectWith({ [monthly]: withCron('0 7 2 * *') });
    const change = async (...args: string[]): Promise<readonly string[]> =>
      documentOf<Applied>(await schedule(...args, '-o', 'json')).changes.map(one => `${one.change} ${one.id}`);
    expect(await change('apply', '--dry-run')).toEqual(['created verbatim/acme/monthly']);
    expect(await change('apply')).toEqual(['created verbatim/acme/monthly']);
    expect(await change('apply', '--prune')).toEqual(['unchanged verbatim/acme/monthly']);

    const paused = await schedule('pause', 'monthly', '--reason', 'the export moves');
    expect(paused).toMatchObject({ code: 0, stdout: 'paused  verbatim/acme/monthly\n' });
    expect((await schedule('show', 'monthly')).stdout).toMatch(
      /^verbatim\/acme\/monthly {2}paused {2}\(the export moves\)\n/,
    );
    await schedule('resume', 'monthly');
    const shown = documentOf<{ schedule: { paused: boolean; next: string[] } }>(
      await schedule('show', 'monthly', '-o', 'json'),
    );
    expect(shown.schedule.paused).toBe(false);
    // 07:00 in Paris on the 2nd, in winter or in summer.
    expect(shown.schedule.next[0]).toMatch(/-02T0[56]:00:00\.000Z$/);

    const without = projectWith({});
    await expect
      .poll(async () => (await without('list')).stdout, { timeout: 30_000 })
      .toMatch(/^not in the files {2}verbatim\/acme\/monthly/);
    expect((await without('prune')).stdout).toBe('removed    verbatim/acme/monthly\n');
    const gone = await without('show', 'monthly');
    expect([gone.code, gone.stderr.includes('VB6011')]).toEqual([2, true]);
  });

  test('trigger and backfill start the pipeline, each start with what became of it', async () => {
    const schedule = projectWith({
      'config/clients/acme/yearly.yaml': withCron('0 7 1 1 *').replace('monthly', 'yearly'),
    });
    await schedule('apply');
    // Nobody works: the first start is at work for as long as the test needs it, and a yearly one waits for it.
    const triggered = await schedule('trigger', 'yearly');
    const [, workflowId] = /^started {2}(verbatim\/acme\/yearly\/scheduled-\S+)\n$/.exec(triggered.stdout)!;
    const again = documentOf<{ outcome: string; atWork: string[] }>(await schedule('trigger', 'yearly', '-o', 'json'));
    expect([triggered.code, again.outcome, again.atWork]).toEqual([0, 'waits', [workflowId]]);
    // January of two years: two starts, which wait for their turn.
    expect(await schedule('backfill', 'yearly', '--from', '2024-01', '--to', '2025-01')).toMatchObject({
      ...{ code: 0, stdout: 'backfilled  verbatim/acme/yearly\n' },
    });
    const mixed = await schedule('backfill', 'yearly', '--from', '2024-01', '--to', '2025-01-01T00:00:00Z');
    expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringContaining('VB6004')]);
    const shown = await schedule('show', 'yearly');
    expect(shown.stdout).toContain(`running    ${workflowId}`);
  });

  test('a schedule whose file has errors is listed as such with the code, not as gone', async () => {
    const files = { 'config/clients/acme/broken.yaml': withCron('0 7 2 * *').replace('monthly', 'broken') };
    await projectWith(files)('apply');
    const broken = projectWith({
      'config/clients/acme/broken.yaml': `${files['config/clients/acme/broken.yaml']}sourcse: {}\n`,
    });
    await expect
      .poll(async () => (await broken('list')).stdout, { timeout: 30_000 })
      .toMatch(/^file has errors {2}verbatim\/acme\/broken .* VB\d{4} config\/clients\/acme\/broken\.yaml:\d+:1 /m);
  });

  test('the next starts are told in the schedule’s zone and in UTC, over the change of its clocks', async () => {
    const schedule = projectWith({ [monthly]: withCron('0 7 * * *') });
    // Clocks in Paris are set back on October 25th, 2026: from two hours ahead of UTC to one.
    const next = await schedule('next', 'monthly', '-n', '2', '--after', '2026-10-24T00:00:00Z');
    expect(next).toMatchObject({
      code: 0,
      stdout: [
        '2026-10-24T07:00:00+02:00  Europe/Paris  2026-10-24T05:00:00.000Z  covers 2026-09',
        '2026-10-25T07:00:00+01:00  Europe/Paris  2026-10-25T06:00:00.000Z  covers 2026-09',
        '',
      ].join('\n'),
    });
    const none = await schedule('next', 'monthly', '-n', '0');
    expect([none.code, none.stdout, none.stderr]).toEqual([2, '', expect.stringContaining('VB1002')]);
  });

  test('a file with errors keeps the whole project from being applied', async () => {
    const schedule = projectWith({ [monthly]: withCron('0 7 32 * *') });
    const ended = await schedule('apply');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('VB1209');
    expect((await schedule('list', '-o', 'json')).code).toBe(0);
  });

  test('a server that is not there is named with its address', async () => {
    const project = scratch({ ...surveyProject, [monthly]: withCron('0 7 2 * *') });
    projects.push(project);
    const ended = await verbatim(['schedule', 'apply'], {
      cwd: project.path,
      env: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    });
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('VB6005  no Temporal server answers at 127.0.0.1:1');
  });
});

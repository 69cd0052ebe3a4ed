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

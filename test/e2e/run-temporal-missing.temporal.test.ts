import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { type Ended, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null;
const onTemporal = '--client acme --engine temporal --as-of 2026-11-02T06:00:00Z'.split(' ');

describe.skipIf(missing)('verbatim run --engine temporal where something is missing', () => {
  const folder = scratch(surveyProject);
  const cwd = folder.path;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await freshDatabase();
    const namespace = await createNamespace(address!);
    env = { DATABASE_URL: database.target.url!, TEMPORAL_ADDRESS: address!, TEMPORAL_NAMESPACE: namespace };
  });
  afterAll(async () => {
    await database?.remove();
    folder.remove();
  });

  const call = (args: readonly string[], options: { readonly env?: Readonly<Record<string, string>> } = {}) =>
    verbatim(args, { cwd, env: { ...env, ...options.env } });
  const run = (window: string) => call(['run', 'monthly', '--window', window, ...onTemporal]);

  test('what is missing is said before anything is begun, each with its code and how to mend it', async () => {
    const { DATABASE_URL, ...withoutDatabase } = env;
    const ends: [Ended, number, string, string][] = [
      [
        await verbatim(['run', 'monthly', ...onTemporal], { cwd, env: withoutDatabase }),
        2,
        'VB6009',
        'set DATABASE_URL=',
      ],
      [
        await call(['run', 'monthly', ...onTemporal], { env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } }),
        4,
        'VB6005',
        'npm run temporal',
      ],
      [
        await call(['run', 'monthly', ...onTemporal], { env: { TEMPORAL_NAMESPACE: 'nowhere' } }),
        4,
        'VB6007',
        'TEMPORAL_NAMESPACE',
      ],
      [await run('2026-10'), 4, 'VB6006', 'verbatim worker'],
      [await call(['run', 'monthly', '--client', 'amce', '--engine', 'temporal']), 2, 'VB1405', 'acme'],
      [
        await call(['run', 'monthly', '--client', 'acme'], { env: { VERBATIM_ENGINE: 'airflow' } }),
        2,
        'VB1002',
        'temporal',
      ],
    ];
    for (const [ended, code, error, hint] of ends) {
      expect({ code: ended.code, stdout: ended.stdout, stderr: ended.stderr }).toEqual({
        ...{ code, stdout: '' },
        stderr: expect.stringMatching(new RegExp(`error ${error}  [\\s\\S]*${hint}`)),
      });
      expect(ended.stderr).not.toContain(new URL(DATABASE_URL!).password);
    }
  });
});

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { runOctober, surveyProject } from './survey-project.ts';

const server = inject('postgresUrl');
const name = `verbatim_e2e_${randomBytes(4).toString('hex')}`;
const folder = scratch(surveyProject);
const cwd = folder.path;
const metricsArgs = ['metrics', 'monthly', '--window', '2026-10', '-o', 'json'];

async function admin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server! });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

beforeAll(async () => {
  if (server !== null) await admin(`create database ${name}`);
});
afterAll(async () => {
  folder.remove();
  if (server !== null) await admin(`drop database if exists ${name} with (force)`);
});

describe.skipIf(server === null)('the same pipeline on PostgreSQL, with nothing changed but DATABASE_URL', () => {
  const env = (): Record<string, string> => {
    const url = new URL(server!);
    url.pathname = `/${name}`;
    return { DATABASE_URL: url.href };
  };

  test('gives the rows and the figures of the embedded store', async () => {
    const embedded = await verbatim(runOctober, { cwd });
    const served = await verbatim(runOctober, { cwd, env: env() });
    expect([embedded.code, served.code]).toEqual([0, 0]);
    const counts = (ended: typeof served) =>
      documentOf<{ steps: Record<string, unknown>[] }>(ended).steps.map(({ ms: _, ...step }) => step);
    expect(counts(served)).toEqual(counts(embedded));
    expect((await verbatim(metricsArgs, { cwd, env: env() })).stdout).toBe(
      (await verbatim(metricsArgs, { cwd })).stdout,
    );
  });

  test('running it again writes nothing', async () => {
    const again = documentOf<{ steps: { written: number; unchanged: number }[] }>(
      await verbatim(runOctober, { cwd, env: env() }),
    );
    expect(again.steps[0]).toMatchObject({ written: 0, unchanged: 40 });
  });

  test('two runs of one window at once: one works, the other is refused by name', async () => {
    const both = await Promise.all([
      verbatim(runOctober, { cwd, env: env() }),
      verbatim(runOctober, { cwd, env: env() }),
    ]);
    const codes = both.map(ended => ended.code).sort();
    // The second may also come after the first has ended; then it simply runs.
    expect([
      [0, 0],
      [0, 4],
    ]).toContainEqual(codes);
    const refused = both.find(ended => ended.code === 4);
    if (refused) expect(refused.stderr).toContain('VB6001');
  });
});

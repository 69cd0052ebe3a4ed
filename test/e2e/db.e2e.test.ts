import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { documentOf, scratch, verbatim } from './command-line.ts';
import { surveyProject } from './survey-project.ts';

interface Status {
  readonly store: string;
  readonly schema: string;
  readonly migrations: readonly { readonly name: string; readonly appliedAt: string | null }[];
  readonly newer: readonly string[];
}

const project = scratch(surveyProject);
afterAll(() => project.remove());
const call = (...args: readonly string[]) => verbatim(args, { cwd: project.path });

test('db status says what a warehouse lacks, with exit code 4, and makes none; db migrate applies it', async () => {
  const before = await call('db', 'status', '--client', 'acme', '-o', 'json');
  const lacking = documentOf<Status>(before);
  expect([before.code, lacking]).toMatchObject([4, { store: 'pglite', schema: 'client_acme', newer: [] }]);
  expect(lacking.migrations[0]).toEqual({ name: '0001-warehouse', appliedAt: null });
  expect(before.stderr).toContain('verbatim db migrate --client acme');
  expect(existsSync(join(project.path, '.verbatim/store'))).toBe(false);

  const applied = await call('db', 'migrate', '--client', 'acme');
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('schema client_acme is current')]);
  // The one client of the project need not be named.
  const after = await call('db', 'status', '-o', 'json');
  expect([after.code, after.stderr]).toEqual([0, '']);
  const { migrations } = documentOf<Status>(after);
  expect(migrations.map(({ name }) => name)).toEqual(lacking.migrations.map(({ name }) => name));
  for (const { appliedAt } of migrations) expect(appliedAt).toMatch(/^\d{4}-.*Z$/);
});

test('db status and db migrate of a client that the project does not have make nothing', async () => {
  const ends = [await call('db', 'status', '--client', 'amce'), await call('db', 'migrate', '--client', 'amce')];
  for (const { code, stderr } of ends) {
    expect([code, stderr]).toEqual([2, expect.stringMatching(/error VB1405[\s\S]*acme/)]);
  }
  expect(existsSync(join(project.path, '.verbatim/store/amce'))).toBe(false);
});

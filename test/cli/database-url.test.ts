import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { databaseUrl } from '../../cli/database-url.ts';
import { workspaceAt } from '../../cli/workspace.ts';
import { loadEnvironment } from '../../core/spec/environment.ts';
import { scratch } from '../e2e/command-line.ts';

const folder = scratch({ 'config/verbatim.yaml': 'project: acme\n', 'database-url': 'postgres://db.example/acme\n' });
writeFileSync(join(folder.path, 'empty'), '\n');
afterAll(folder.remove);

const found = async (variables: Readonly<Record<string, string>>): Promise<string | null> => {
  const { project } = await workspaceAt(folder.path, folder.path, { cwd: folder.path });
  return databaseUrl({ project: { ...project, environment: await loadEnvironment(folder.path, null, variables) } });
};

test('the URL is the variable, or the line of the file that DATABASE_URL_FILE names', async () => {
  expect(await found({ DATABASE_URL: 'postgres://own.example/a' })).toBe('postgres://own.example/a');
  expect(await found({ DATABASE_URL_FILE: join(folder.path, 'database-url') })).toBe('postgres://db.example/acme');
});

test('without either, or with an empty variable, it is the embedded store', async () => {
  expect(await found({})).toBeNull();
  expect(await found({ DATABASE_URL: '' })).toBeNull();
  expect(await found({ DATABASE_URL: '', DATABASE_URL_FILE: join(folder.path, 'database-url') })).toBeNull();
});

test.each(['gone', 'empty'])('a file that is %s is an error, never another store', async name => {
  await expect(found({ DATABASE_URL_FILE: join(folder.path, name) })).rejects.toMatchObject({ code: 'VB1302' });
});

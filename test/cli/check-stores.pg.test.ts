import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { checkStores } from '../../cli/check-stores.ts';
import { openClientWarehouse, openWorkspace } from '../../cli/workspace.ts';
import { scratch } from '../e2e/command-line.ts';
import { surveyProject } from '../e2e/survey-project.ts';
import { freshDatabase } from '../stores.ts';

describe.skipIf(inject('postgresUrl') === null)('doctor on the warehouses of a project', () => {
  const removals: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const remove of removals.splice(0)) await remove();
  });

  /** A project of one client whose warehouse is on the server, where nothing is stored yet. */
  async function served() {
    const [folder, database] = [scratch(surveyProject), await freshDatabase()];
    removals.push(folder.remove, database.remove);
    vi.stubEnv('DATABASE_URL', database.target.url!);
    return { folder, workspace: await openWorkspace({ cwd: folder.path }) };
  }

  test('nothing is made by looking, and a store that is there is current', async () => {
    const { workspace } = await served();
    vi.stubEnv('VERBATIM_CUSTOMER_KEY', 'a key that is long enough to be one');
    const stored = async () => (await checkStores(workspace))[0];
    const expected = { id: 'warehouse acme', status: 'ok', fix: null };
    expect(await stored()).toEqual({ ...expected, message: 'PostgreSQL, nothing stored yet' });
    expect(await stored()).toEqual({ ...expected, message: 'PostgreSQL, nothing stored yet' });
    await (await openClientWarehouse(workspace, 'acme')).close();
    expect(await stored()).toEqual({ ...expected, message: 'PostgreSQL, schema current' });
  });

  test('a server with a key that is in this folder alone is a warning: it is lost with the folder', async () => {
    const { folder, workspace } = await served();
    const keyOf = async () => (await checkStores(workspace)).find(({ id }) => id === 'customer key');
    expect(await keyOf()).toMatchObject({
      status: 'warn',
      message: expect.stringContaining(`${folder.path}/.verbatim/customer-key`),
      fix: expect.stringContaining('VERBATIM_CUSTOMER_KEY_FILE'),
    });
    vi.stubEnv('VERBATIM_CUSTOMER_KEY_FILE', '/run/secrets/customer-key');
    expect(await keyOf()).toMatchObject({ status: 'ok', fix: null });
  });

  test('the embedded store needs no key of its own: it lies beside it', async () => {
    const folder = scratch(surveyProject);
    removals.push(folder.remove);
    vi.stubEnv('DATABASE_URL', '');
    expect(await checkStores(await openWorkspace({ cwd: folder.path }))).toEqual([
      {
        ...{ id: 'warehouse acme', status: 'ok', fix: null },
        message: 'embedded store: one process at a time, not safe against power loss, nothing stored yet',
      },
    ]);
  });
});

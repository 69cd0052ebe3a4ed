import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { createServices } from '../../cli/services.ts';
import { scratch } from '../e2e/command-line.ts';
import { surveyProject } from '../e2e/survey-project.ts';
import { freshDatabase } from '../stores.ts';

describe.skipIf(inject('postgresUrl') === null)('services of a worker', () => {
  const ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const end of ends.splice(0).reverse()) await end();
  });

  test('clients have a warehouse each, and one renderer with its browsers between them', async () => {
    const database = await freshDatabase();
    const folder = scratch(surveyProject);
    ends.push(database.remove, folder.remove);
    vi.stubEnv('DATABASE_URL', database.target.url!);
    const services = await createServices({ cwd: folder.path, width: 3, reports: 1 });
    ends.push(services.close);
    const [acme, other] = [await services.runtimeFor('acme'), await services.runtimeFor('other')];
    expect([acme.warehouse.schema, other.warehouse.schema]).toEqual(['client_acme', 'client_other']);
    expect(await acme.renderer()).toBe(await other.renderer());
  });
});

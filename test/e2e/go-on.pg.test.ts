import { afterEach, describe, inject } from 'vitest';
import { freshDatabase } from '../stores.ts';
import { goOnSuite } from './go-on.suite.ts';

describe.skipIf(inject('postgresUrl') === null)('several months and retries on PostgreSQL', () => {
  const removals: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const remove of removals.splice(0)) await remove();
  });
  goOnSuite(async () => {
    const { target, remove } = await freshDatabase();
    removals.push(remove);
    return { DATABASE_URL: target.url! };
  });
});

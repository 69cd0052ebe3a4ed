import { afterAll, describe, expect, inject, test } from 'vitest';
import { openWarehouse } from '../../core/warehouse/open.ts';
import type { WarehouseTarget } from '../../core/warehouse/warehouse.ts';
import { findPostgres, startCluster } from '../postgres-cluster.ts';
import { freshDatabase, testKey } from '../stores.ts';
import { expectedAfter } from './generated-rows.ts';
import { type KillPoint, loadKilled, removeCompiled, startLoader } from './killed-load.ts';
import { createRandom } from './random.ts';
import { contents } from './store-contents.ts';

afterAll(removeCompiled);

describe.skipIf(inject('postgresUrl') === null)('a load on PostgreSQL', () => {
  test('killed at 100 random points, it ends with the rows and the counts of an undisturbed one: none lost, none doubled', async () => {
    const { target, remove } = await freshDatabase();
    const random = createRandom(20_261_122);
    const batches = 420;
    const kills: KillPoint[] = Array.from({ length: 100 }, () => ({
      afterBatches: Math.floor(random() * 4),
      delayMs: random() * 40,
    }));
    try {
      const { counts, killed } = await loadKilled(target, batches, kills);
      const { rows, bad, counts: expected } = expectedAfter(batches);
      expect(killed).toBe(100);
      expect(await contents(target)).toEqual({ rows, bad });
      expect(counts).toEqual(expected);
    } finally {
      await remove();
    }
  }, 300_000);

  test.skipIf(findPostgres() === null)(
    'a server that stops at once, twice in a load, loses and doubles nothing',
    async () => {
      const cluster = await startCluster(findPostgres()!);
      const target: WarehouseTarget = { url: cluster.url, dir: '', client: null, customerKey: testKey };
      const batches = 60;
      try {
        await (await openWarehouse(target)).close();
        for (const stopAfter of [5, 9]) {
          const loader = startLoader(target, batches);
          await loader.ready;
          let seen = 0;
          loader.onBatch = () => {
            seen += 1;
            if (seen === stopAfter) cluster.crash();
          };
          loader.go();
          await expect(loader.ended).rejects.toThrow(/VB4002/);
          cluster.start();
        }
        const { counts } = await loadKilled(target, batches, []);
        const { rows, bad, counts: expected } = expectedAfter(batches);
        expect(await contents(target)).toEqual({ rows, bad });
        expect(counts).toEqual(expected);
      } finally {
        cluster.remove();
      }
    },
  );
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noCounts } from '../../../core/plan/result.ts';
import { openWarehouse } from '../../../core/warehouse/open.ts';
import { type Cluster, findPostgres, startCluster } from '../../postgres-cluster.ts';
import { batch, feedback, load } from './load-fixture.ts';

const bin = findPostgres();

describe.skipIf(bin === null)(`a server of few locks${bin === null ? ' (no PostgreSQL found)' : ''}`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(bin!, { max_locks_per_transaction: 10, max_connections: 20 });
  });
  afterAll(() => cluster?.remove());

  test('keeps every second record of a batch of which it can store no other', async () => {
    const wh = await openWarehouse({ url: cluster.url, dir: '', client: null, customerKey: Buffer.alloc(32, 7) });
    try {
      // Hexadecimal digests: nothing that would be compressed under the 2,704 bytes of an index entry.
      const tooLong = (index: number): string =>
        Array.from({ length: 90 }, (_, part) => createHash('sha256').update(`${index}/${part}`).digest('hex')).join('');
      const feedbacks = Array.from({ length: 2_400 }, (_, index) =>
        feedback(index % 2 === 0 ? `k${index}` : tooLong(index)),
      );
      expect(await load(wh, [batch(feedbacks)])).toEqual({ ...noCounts, read: 2_400, written: 1_200, rejected: 1_200 });
    } finally {
      await wh.close();
    }
  });
});

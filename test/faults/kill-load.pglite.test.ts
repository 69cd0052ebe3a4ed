import { afterAll, expect, test } from 'vitest';
import { freshFolder } from '../stores.ts';
import { expectedAfter } from './generated-rows.ts';
import { type KillPoint, loadKilled, removeCompiled } from './killed-load.ts';
import { createRandom } from './random.ts';
import { contents } from './store-contents.ts';

afterAll(removeCompiled);

test('a load on the embedded store, killed at 40 random points, ends with the rows and the counts of an undisturbed one', async () => {
  const { target, remove } = await freshFolder();
  const random = createRandom(40_961);
  const batches = 240;
  // After the first acknowledged batch, or all kills would fall into the opening of the store.
  const kills: KillPoint[] = Array.from({ length: 40 }, () => ({
    afterBatches: 1 + Math.floor(random() * 4),
    delayMs: random() * 60,
  }));
  try {
    const { counts, killed } = await loadKilled(target, batches, kills);
    const { rows, bad, counts: expected } = expectedAfter(batches);
    expect(killed).toBe(40);
    expect(await contents(target)).toEqual({ rows, bad });
    expect(counts).toEqual(expected);
  } finally {
    await remove();
  }
}, 400_000);

import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { onStore } from '../../stores.ts';

onStore('pglite', 'the thread of the embedded store', ({ open }) => {
  test('a query that takes its time leaves ours free', async () => {
    const wh = await open();
    let answered = false;
    let turns = 0;
    const query = sql`select count(*) from generate_series(1, 500000)`.execute(wh.db).then(() => {
      answered = true;
    });
    // In one thread, the loop would have a turn before the query and the next one after it.
    while (!answered) {
      await new Promise(resolve => setImmediate(resolve));
      turns += 1;
    }
    await query;
    expect(turns).toBeGreaterThan(100);
  });
});

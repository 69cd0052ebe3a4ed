import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { onStore } from '../../stores.ts';
import { openFor } from './annotate-fixture.ts';
import { givenFeedback, givenRun, givenStream, pipeline } from './given-feedback.ts';

onStore('postgres', 'parts of a text step at the same time', ({ open }) => {
  test('a part writes while another part keeps its fence locked in a transaction that has not ended', async () => {
    const wh = await open();
    const rows = Array.from({ length: 20 }, (_, index) => ({ id: `R${index}`, comment: 'x' }));
    await givenFeedback(wh, await givenStream(wh), rows);
    const run = await givenRun(wh);
    const part = (index: number) => openFor(wh, {}, { run, shard: { index, of: 2 } });
    await part(0);
    const other = await part(1);
    let written = 0;
    await wh.transaction(async trx => {
      await sql`select from bookmark where key = ${`step:${pipeline}/tone#0/2`} for update`.execute(trx);
      const tasks = await other.next(20);
      // It would wait for ever here if the parts shared a row.
      written = (await other.write(tasks.map(task => ({ task, annotation: null })))).written;
    });
    expect(written).toBeGreaterThan(0);
    expect(await wh.db.selectFrom('annotation').selectAll().execute()).toHaveLength(written);
  });
});

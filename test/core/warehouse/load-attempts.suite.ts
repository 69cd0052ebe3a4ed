import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Feedback } from '../../../core/model/feedback.ts';
import { noCounts } from '../../../core/plan/result.ts';
import { openStream } from '../../../core/warehouse/load.ts';
import { listQuarantine } from '../../../core/warehouse/quarantine.ts';
import { startRun } from '../../../core/warehouse/start-run.ts';
import type { TestStores } from '../../stores.ts';
import {
  all,
  batch,
  feedback,
  load,
  options,
  reject,
  stored,
  testNode,
  testPlan,
  write,
  writeAll,
} from './load-fixture.ts';

export function loadAttemptsSuite({ open, kind }: TestStores): void {
  test('an incremental stream keeps what the source no longer has; a full one and a full refresh remove it and mark its day', async () => {
    const wh = await open();
    const old = feedback('old', { occurredAt: '2026-10-02T10:00:00.000Z' });
    const records = [feedback('a'), feedback('b')];
    for (const changes of [{ node: { ...testNode, mode: 'full' as const } }, { fullRefresh: true }]) {
      await load(wh, [batch([...records, old])]);
      await load(wh, [batch(records)]);
      expect(Object.keys(await stored(wh))).toEqual(['a', 'b', 'old']);
      await wh.db.deleteFrom('dirty_day').execute();
      expect(await load(wh, [batch(records.slice(0, 1)), batch(records.slice(1))], changes)).toEqual({
        ...noCounts,
        read: 2,
        unchanged: 2,
      });
      expect(Object.keys(await stored(wh))).toEqual(['a', 'b']);
      expect(await wh.db.selectFrom('dirty_day').select('day').execute()).toEqual([{ day: '2026-10-02' }]);
      expect(await wh.db.selectFrom('seen_key').selectAll().execute()).toEqual([]);
    }
  });

  test('a full read that gave nothing removes nothing, and one that stopped half-way removes nothing', async () => {
    const wh = await open();
    const node = { ...testNode, mode: 'full' as const };
    await load(wh, [batch([feedback('a'), feedback('b')])], { node });
    expect(await load(wh, [], { node })).toEqual(noCounts);
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    await write(await openStream(wh, options(run, { node })), batch([feedback('a')]));
    await run.release();
    expect(Object.keys(await stored(wh))).toEqual(['a', 'b']);
  });

  test('a full read of which a changed record is refused keeps the old record', async () => {
    const wh = await open();
    const node = { ...testNode, mode: 'full' as const };
    await load(wh, [batch([feedback('a'), feedback('b')])], { node });
    const enrich = async (items: readonly Feedback[]) =>
      items.map(() => ({ refuse: { code: 'VB2206', reason: 'no' } }));
    await load(wh, [batch([feedback('a', { comment: 'x' })])], { node, enrich });
    expect(await stored(wh)).toEqual({ a: 'comment of a' });
  });

  test('records that the pipeline filters out are counted beside the read ones', async () => {
    const wh = await open();
    expect(await load(wh, [batch([feedback('a')], { filtered: 7 }), batch([], { filtered: 3 })])).toEqual({
      ...noCounts,
      read: 1,
      written: 1,
      filtered: 10,
    });
  });

  test('an attempt whose epoch is passed writes nothing more and stops with VB4004', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const first = await openStream(wh, options(run));
    await write(first, batch([feedback('a')], { state: { line: 1 } }));
    const second = await openStream(wh, options(run));
    expect([first.epoch, second.epoch]).toEqual([1, 2]);
    expect(second.state).toEqual({ line: 1 });
    await expect(write(first, batch([feedback('b')]))).rejects.toMatchObject({ code: 'VB4004' });
    await expect(first.finish()).rejects.toMatchObject({ code: 'VB4004' });
    expect(await writeAll(second, [batch([feedback('c')])])).toEqual({ ...noCounts, read: 2, written: 2 });
    expect(Object.keys(await stored(wh))).toEqual(['a', 'c']);
  });

  test('a step that finished and whose end was never heard finishes again with the same counts', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const first = await openStream(wh, options(run));
    const expected = await writeAll(first, [
      batch([feedback('a'), feedback('a'), feedback('b')], { state: 'end', rejects: [reject('x', 5)] }),
    ]);
    const again = await openStream(wh, options(run));
    expect(again.state).toBe('end');
    expect(await again.finish()).toEqual(expected);
  });

  test('without any checkpoint an attempt reads again from the beginning, and the counts are those of one undisturbed read', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const batches = [
      batch([feedback('a'), feedback('b', { comment: '1' })]),
      batch([feedback('b', { comment: '2' }), feedback('c')], { rejects: [reject('x', 9)] }),
      batch([feedback('d'), feedback('a')]),
    ];
    const first = await openStream(wh, options(run));
    for (const one of batches.slice(0, 2)) await write(first, one);
    const second = await openStream(wh, options(run));
    expect(second.state).toBeNull();
    expect(await writeAll(second, batches)).toEqual({ ...noCounts, read: 7, written: 4, rejected: 1, deduplicated: 2 });
    expect(await all(listQuarantine(wh, { pipeline: 'monthly' }))).toMatchObject([{ attempts: 1 }]);
  });

  test('batches after the last checkpoint are read again and counted once', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const batches = [
      batch([feedback('a'), feedback('b')], { state: { line: 3 } }),
      batch([feedback('c'), feedback('a')]),
      batch([feedback('d')], { state: { line: 6 } }),
    ];
    const first = await openStream(wh, options(run));
    for (const one of batches.slice(0, 2)) await write(first, one);
    const second = await openStream(wh, options(run));
    expect(second.state).toEqual({ line: 3 });
    expect(await writeAll(second, batches.slice(1))).toEqual({ ...noCounts, read: 5, written: 4, deduplicated: 1 });
  });

  test('a new run starts from the beginning, and so does a checkpoint of another version and a full refresh', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a')], { state: { line: 2 } })]);
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const first = await openStream(wh, options(run));
    expect(first.state).toBeNull();
    await write(first, batch([feedback('b')], { state: { line: 2 } }));
    expect((await openStream(wh, options(run, { stateVersion: 2 }))).state).toBeNull();
    const third = await openStream(wh, options(run));
    await write(third, batch([feedback('b')], { state: { line: 2 } }));
    expect((await openStream(wh, options(run, { fullRefresh: true }))).state).toBeNull();
  });

  test('a batch that fails stops all that were handed in after it, and nothing of it is in the store', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const enrich = async (items: readonly Feedback[]) => {
      if (items.some(item => item.externalId === 'b')) throw new Error('no model');
      return items;
    };
    const writer = await openStream(wh, options(run, { enrich }));
    const ended = await Promise.allSettled(['a', 'b', 'c'].map(id => write(writer, batch([feedback(id)]))));
    expect(ended.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(writer.finish()).rejects.toThrow('no model');
    expect(Object.keys(await stored(wh))).toEqual(['a']);
  });

  test('rows that a trigger keeps out of the table are noticed, new ones and changed ones (VB4005)', async () => {
    const wh = await open();
    await load(wh, [batch([feedback('a'), feedback('b')])]);
    await sql`create function keep_out() returns trigger language plpgsql as 'begin return null; end'`.execute(wh.db);
    await sql`create trigger keep_out before insert on feedback for each row when (new.comment = 'x')
      execute function keep_out()`.execute(wh.db);
    await expect(load(wh, [batch([feedback('c', { comment: 'x' }), feedback('d')])])).rejects.toMatchObject({
      code: 'VB4005',
      message: expect.stringContaining('2 rows were sent to table "feedback", 1 were stored'),
    });
    await expect(load(wh, [batch([feedback('a', { comment: 'x' })])])).rejects.toMatchObject({ code: 'VB4005' });
    expect(await stored(wh)).toEqual({ a: 'comment of a', b: 'comment of b' });
  });

  test('streams of one pipeline are loaded at the same time without waiting for ever', async () => {
    const wh = await open();
    const run = await startRun(wh, { plan: testPlan(), engine: 'in-process' });
    const names = kind === 'postgres' ? ['s1', 's2', 's3', 's4'] : ['s1', 's2'];
    const results = await Promise.all(
      names.map(async source => {
        const node = { ...testNode, id: `read.${source}`, source };
        const writer = await openStream(wh, options(run, { node }));
        const days = Array.from({ length: 30 }, (_, day) =>
          feedback(`k${day}`, { occurredAt: `2026-10-${String(day + 1).padStart(2, '0')}T10:00:00.000Z` }),
        );
        return await writeAll(writer, [
          batch(days),
          batch(days.map(one => ({ ...one, comment: source }))),
          batch(days.toReversed()),
        ]);
      }),
    );
    for (const one of results) expect(one).toEqual({ ...noCounts, read: 90, written: 30, deduplicated: 60 });
  });
}

import { expect, test } from 'vitest';
import type { SentimentNode } from '../../../core/plan/plan.ts';
import type { AnnotationTask, Shard } from '../../../core/warehouse/annotation-tasks.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { annotateAll, openFor, says, storedAnnotations } from './annotate-fixture.ts';
import { type Given, type GivenRun, givenFeedback, givenRun, givenStream } from './given-feedback.ts';

/** Attempts of a text step, one after another, and its parts, side by side. */
export function annotateAttemptsSuite({ open }: TestStores): void {
  test('a step that was stopped goes on with what is left, and its counts cover both attempts', async () => {
    const wh = await open();
    const run = await givenRun(wh);
    await givenFeedback(
      wh,
      await givenStream(wh),
      ['1', '2', '3'].map(id => ({ id, comment: id })),
    );
    const killed = await openFor(wh, {}, { run });
    const [first] = await killed.next(1);
    await killed.write([{ task: first!, annotation: says('positive', 0.5) }]);
    const again = await openFor(wh, {}, { run });
    const left = await again.next(10);
    expect(left.map(({ externalId }) => externalId)).toEqual(['2', '3']);
    await again.write(left.map(task => ({ task, annotation: null })));
    expect(await again.finish()).toMatchObject({ read: 3, written: 3 });
    const ledger = await wh.db
      .selectFrom('run_batch')
      .select(['epoch', 'number', 'read', 'written'])
      .orderBy('number')
      .execute();
    expect(ledger).toEqual([
      { epoch: 1, number: 1, read: 1, written: 1 },
      { epoch: 2, number: 2, read: 2, written: 2 },
    ]);
  });

  test('an attempt that was taken over from can write nothing more', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', comment: 'x' }]);
    const stale = await openFor(wh);
    const tasks = await stale.next(10);
    const mine = await openFor(wh);
    const results = tasks.map(task => ({ task, annotation: says('positive', 0.5) }));
    await expect(stale.write(results)).rejects.toMatchObject({ code: 'VB4004' });
    await expect(stale.finish()).rejects.toMatchObject({ code: 'VB4004' });
    expect(await storedAnnotations(wh)).toEqual([]);
    expect(await wh.db.selectFrom('run_batch').selectAll().execute()).toEqual([]);
    expect(await mine.write(results)).toMatchObject({ written: 1 });
  });

  /** 30 texts, half of them in a stream of their own. */
  const given30 = async (wh: Warehouse): Promise<void> => {
    const rows = (from: number): Given[] =>
      Array.from({ length: 15 }, (_, index) => ({
        id: `R${from + index}`,
        comment: `text ${from + index}`,
        at: `2026-10-${String(1 + index).padStart(2, '0')}T10:00:00Z`,
      }));
    await givenFeedback(wh, await givenStream(wh), rows(0));
    await givenFeedback(wh, await givenStream(wh, { source: 'reviews' }), rows(15));
  };
  const annotateShard = async (wh: Warehouse, run: GivenRun, shard: Shard | null, node: Partial<SentimentNode> = {}) =>
    annotateAll(await openFor(wh, node, { run, shard }), task => says('positive', task.text.length / 100));
  const shardsOf = (of: number): Shard[] => Array.from({ length: of }, (_, index) => ({ index, of }));

  test('any number of parts gives the annotations of one, each text handed out once, and counts that add up', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    expect((await annotateShard(wh, run, null)).counts).toMatchObject({ read: 30, written: 30 });
    const whole = await storedAnnotations(wh);
    for (const of of [1, 2, 3, 7]) {
      await wh.db.deleteFrom('annotation').execute();
      const another = await givenRun(wh);
      const parts = await Promise.all(shardsOf(of).map(shard => annotateShard(wh, another, shard)));
      expect(await storedAnnotations(wh)).toEqual(whole);
      expect(parts.reduce((sum, part) => sum + part.seen.length, 0)).toBe(30);
      expect(parts.reduce((sum, part) => sum + part.counts.written, 0)).toBe(30);
    }
  });

  test('30 keys fall into both of two parts, whatever the store', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    const sizes = [];
    for (const shard of shardsOf(2)) sizes.push((await annotateShard(wh, run, shard)).seen.length);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('parts do not fence each other off, and a second attempt of one fences off its first alone', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    const openPart = (index: number) => openFor(wh, {}, { run, shard: { index, of: 2 } });
    const [left, right] = [await openPart(0), await openPart(1)];
    const [one] = await left.next(1);
    const [other] = await right.next(1);
    const again = await openPart(0);
    const write = (annotator: typeof left, task: AnnotationTask) => annotator.write([{ task, annotation: null }]);
    await expect(write(left, one!)).rejects.toMatchObject({ code: 'VB4004' });
    expect(await write(right, other!)).toMatchObject({ written: 1 });
    expect(await write(again, one!)).toMatchObject({ written: 1 });
  });

  test('a part removes what is outdated among its own texts alone', async () => {
    const wh = await open();
    await given30(wh);
    await annotateShard(wh, await givenRun(wh), null, { model: 'linear@0' });
    const run = await givenRun(wh);
    // The new model knows no language: every annotation of the old one is outdated, and none takes its place.
    const silent = { languages: [], texts: [] };
    await annotateShard(wh, run, { index: 0, of: 2 }, silent);
    const left = (await storedAnnotations(wh)).length;
    expect([left > 0, left < 30]).toEqual([true, true]);
    await annotateShard(wh, run, { index: 1, of: 2 }, silent);
    expect(await storedAnnotations(wh)).toEqual([]);
  });

  test('a run that was shared out in one way and goes on in another counts every text once', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    const killed = await openFor(wh, {}, { run, shard: { index: 1, of: 3 } });
    const tasks = await killed.next(4);
    await killed.write(tasks.map(task => ({ task, annotation: null })));
    const parts = [];
    for (const shard of shardsOf(2)) parts.push(await annotateShard(wh, run, shard));
    expect(parts.reduce((sum, part) => sum + part.counts.written, 0)).toBe(30);
    expect((await annotateShard(wh, run, null)).counts).toMatchObject({ read: 30, written: 30 });
  });
}

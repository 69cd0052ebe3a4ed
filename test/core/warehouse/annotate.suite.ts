import { expect, test } from 'vitest';
import type { Annotation, Polarity } from '../../../core/model/feedback.ts';
import type { SentimentNode } from '../../../core/plan/plan.ts';
import { openAnnotator } from '../../../core/warehouse/annotate.ts';
import type { AnnotationTask, Shard } from '../../../core/warehouse/annotation-tasks.ts';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import {
  annotationKpi,
  type Given,
  givenFeedback,
  givenRun,
  givenStream,
  pipeline,
  removeFeedback,
  timezone,
} from './given-feedback.ts';

const tone: SentimentNode = {
  kind: 'sentiment',
  id: 'tone',
  needs: [],
  retry: 'cpu',
  use: 'linear-sentiment',
  version: '1.0.0',
  options: {},
  model: 'linear@1',
  languages: ['fr', 'en'],
  texts: ['comment'],
  rank: 0,
};

const says = (label: Polarity, score: number): Annotation => ({
  label,
  score,
  probability: 0.9,
  margin: 0.5,
  needsReview: false,
  mixed: false,
  because: ['pas bon'],
  clauses: [{ from: 0, to: 3, label, score }],
});

/** Texts are handed out once, and what is said of them is written once. */
export function annotateSuite({ open }: TestStores): void {
  const openFor = async (wh: Warehouse, node: Partial<SentimentNode> = {}, run?: { seq: number; id: string }) =>
    openAnnotator(wh, { run: run ?? (await givenRun(wh)), node: { ...tone, ...node }, pipeline, timezone });
  const annotateAll = async (
    wh: Warehouse,
    node: Partial<SentimentNode>,
    say: (task: AnnotationTask) => Annotation | null,
    page = 2,
  ) => {
    const annotator = await openFor(wh, node);
    const seen: AnnotationTask[] = [];
    for (;;) {
      const tasks = await annotator.next(page);
      if (tasks.length === 0) break;
      seen.push(...tasks);
      await annotator.write(tasks.map(task => ({ task, annotation: say(task) })));
    }
    return { seen, counts: await annotator.finish() };
  };
  const stored = (wh: Warehouse) =>
    wh.db
      .selectFrom('annotation')
      .select(['external_id', 'question', 'step', 'model', 'rank', 'label', 'score'])
      .orderBy('stream_id')
      .orderBy('external_id')
      .orderBy('question')
      .orderBy('step')
      .execute();
  const dirty = async (wh: Warehouse) => {
    const rows = await wh.db.selectFrom('dirty_day').select('day').where('mark', '>', 1).orderBy('day').execute();
    return rows.map(({ day }) => day);
  };
  /** Refreshed once, so that whatever is marked from here on is the annotator's doing. */
  const givenRefreshed = async (wh: Warehouse, rows: readonly Given[]) => {
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, rows);
    await wh.db.updateTable('dirty_day').set({ mark: 1 }).execute();
    return stream;
  };

  test('texts come in key order, page by page, over all streams and questions, empty ones left out', async () => {
    const wh = await open();
    const first = await givenStream(wh, { priors: { improve: 'negative', other: null } });
    const second = await givenStream(wh, { source: 'reviews' });
    const elsewhere = await givenStream(wh, { pipeline: 'weekly' });
    await givenFeedback(wh, first, [
      { id: 'b', comment: 'b1', texts: { improve: 'b2', other: 'b3', unread: 'x' }, language: 'fr' },
      { id: 'a', comment: 'a1', language: 'en' },
      { id: 'c', comment: '', texts: { improve: null } },
      { id: 'd' },
      { id: 'Z', texts: { improve: 'z' } },
    ]);
    await givenFeedback(wh, second, [{ id: 'a', comment: 'second' }]);
    await givenFeedback(wh, elsewhere, [{ id: 'a', comment: 'of another pipeline' }]);
    for (const page of [1, 2, 3, 100]) {
      const annotator = await openFor(wh, { texts: ['comment', 'improve', 'other'] });
      const texts: unknown[] = [];
      for (;;) {
        const tasks = await annotator.next(page);
        expect(tasks.length).toBeLessThanOrEqual(page);
        if (tasks.length === 0) break;
        texts.push(
          ...tasks.map(({ streamId, ...task }) => [
            streamId === first ? 1 : 2,
            task.externalId,
            task.question,
            task.text,
            task.language,
            task.prior,
          ]),
        );
      }
      expect(texts).toEqual([
        [1, 'Z', 'improve', 'z', null, 'negative'],
        [1, 'a', 'comment', 'a1', 'en', null],
        [1, 'b', 'comment', 'b1', 'fr', null],
        [1, 'b', 'improve', 'b2', 'fr', 'negative'],
        [1, 'b', 'other', 'b3', 'fr', null],
        [2, 'a', 'comment', 'second', null, null],
      ]);
    }
  });

  test('texts of a language that the model does not know are neither handed out nor written', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', comment: 'bien', language: 'fr' },
      { id: '2', comment: 'bueno', language: 'es' },
      { id: '3', comment: 'ok' },
    ]);
    const { seen, counts } = await annotateAll(wh, {}, () => says('positive', 0.5));
    expect(seen.map(({ externalId }) => externalId)).toEqual(['1', '3']);
    expect(counts).toMatchObject({ read: 2, written: 2, unchanged: 0 });
    expect((await stored(wh)).map(row => row.external_id)).toEqual(['1', '3']);
  });

  test('an abstention is a row without label, and is not asked for again', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', comment: 'x' },
      { id: '2', comment: 'y' },
    ]);
    const { counts } = await annotateAll(wh, {}, task => (task.externalId === '1' ? null : says('negative', -0.5)));
    expect(counts).toEqual({ read: 2, written: 2, unchanged: 0, rejected: 0, deduplicated: 0, filtered: 0 });
    expect((await stored(wh)).map(({ label, score }) => [label, score])).toEqual([
      [null, null],
      ['negative', -0.5],
    ]);
    expect((await annotateAll(wh, {}, () => null)).seen).toEqual([]);
  });

  test('a new model revision finds all texts again and takes the place of the old one', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', comment: 'x', language: 'fr' },
      { id: '2', comment: 'y', language: 'en' },
    ]);
    await annotateAll(wh, {}, () => says('positive', 0.5));
    // The second revision no longer knows English: what the first said of it goes.
    const { seen } = await annotateAll(wh, { model: 'linear@2', languages: ['fr'] }, () => says('negative', -0.5));
    expect(seen.map(({ externalId }) => externalId)).toEqual(['1']);
    expect((await stored(wh)).map(row => [row.external_id, row.model, row.label])).toEqual([
      ['1', 'linear@2', 'negative'],
    ]);
  });

  test('a text that the step no longer reads loses its annotation; another rank is written; other steps stay', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', comment: 'x', texts: { improve: 'y' } }]);
    await annotateAll(wh, { texts: ['comment', 'improve'] }, () => says('positive', 0.5));
    await annotateAll(wh, { id: 'second', rank: 1 }, () => says('negative', -0.5));
    const { counts } = await annotateAll(wh, { rank: 2 }, () => null);
    expect(counts).toMatchObject({ read: 0, written: 0 });
    expect((await stored(wh)).map(row => [row.question, row.step, row.rank])).toEqual([
      ['comment', 'second', 1],
      ['comment', 'tone', 2],
    ]);
  });

  test('days are marked where an annotation says something new, and only there', async () => {
    const wh = await open();
    // 22:30 in UTC on the 14th is the 15th in Paris.
    await givenRefreshed(wh, [
      { id: '1', comment: 'x', at: '2026-10-14T22:30:00Z' },
      { id: '2', comment: 'y', at: '2026-10-20T10:00:00Z' },
      { id: '3', at: '2026-10-21T10:00:00Z' },
    ]);
    await annotateAll(wh, {}, () => says('positive', 0.5));
    expect(await dirty(wh)).toEqual(['2026-10-15', '2026-10-20']);
    await wh.db.updateTable('dirty_day').set({ mark: 1 }).execute();
    // The same words with another model: only the second text is told otherwise.
    await annotateAll(wh, { model: 'linear@2' }, task => says(task.externalId === '1' ? 'positive' : 'negative', 0.5));
    expect(await dirty(wh)).toEqual(['2026-10-20']);
  });

  test('a KPI follows what is annotated after it was measured, and what is annotated no more', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: '1', comment: 'x' },
      { id: '2', comment: 'y' },
    ]);
    const kpi = annotationKpi();
    const measured = async () => {
      await refreshKpis(wh, { pipeline, timezone, kpis: [kpi] });
      const rows = await wh.db.selectFrom('kpi_daily').select('counts').execute();
      // In the order of their names: n, negative, positive.
      return rows.map(({ counts }) => [counts[0], counts[2]]);
    };
    expect(await measured()).toEqual([]);
    await annotateAll(wh, {}, () => says('positive', 0.5));
    expect(await measured()).toEqual([[2, 2]]);
    await removeFeedback(wh, stream, '2');
    expect(await measured()).toEqual([[1, 1]]);
    await annotateAll(wh, { texts: [] }, () => null);
    expect(await measured()).toEqual([]);
  });

  test('what a step said that the plan no longer has counts no more', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', comment: 'x' }]);
    const measured = async (scorers: readonly string[]) => {
      await refreshKpis(wh, { pipeline, timezone, kpis: [annotationKpi()], scorers });
      const rows = await wh.db.selectFrom('kpi_daily').select(['counts', 'sums']).execute();
      return rows.map(({ counts, sums }) => [...counts, ...sums]);
    };
    await annotateAll(wh, { id: 'first' }, () => says('positive', 0.5));
    await annotateAll(wh, { id: 'second' }, () => says('negative', -0.5));
    // In the order of their names: n, negative, positive, score. Of equal ranks the first name decides.
    expect(await measured(['first', 'second'])).toEqual([[1, 0, 1, 0.5]]);
    expect(await measured(['second'])).toEqual([[1, 1, 0, -0.5]]);
    expect((await stored(wh)).map(({ step }) => step)).toEqual(['second']);
    expect(await measured([])).toEqual([]);
  });

  test('a step that was stopped goes on with what is left, and its counts cover both attempts', async () => {
    const wh = await open();
    const run = await givenRun(wh);
    await givenFeedback(
      wh,
      await givenStream(wh),
      ['1', '2', '3'].map(id => ({ id, comment: id })),
    );
    const killed = await openFor(wh, {}, run);
    const [first] = await killed.next(1);
    await killed.write([{ task: first!, annotation: says('positive', 0.5) }]);
    const again = await openFor(wh, {}, run);
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
    expect(await stored(wh)).toEqual([]);
    expect(await wh.db.selectFrom('run_batch').selectAll().execute()).toEqual([]);
    expect(await mine.write(results)).toMatchObject({ written: 1 });
  });

  test('feedback that went away between reading and writing is left out, and not counted', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: '1', comment: 'x' },
      { id: '2', comment: 'y' },
    ]);
    const annotator = await openFor(wh);
    const tasks = await annotator.next(10);
    await removeFeedback(wh, stream, '1');
    const counts = await annotator.write(tasks.map(task => ({ task, annotation: says('positive', 0.5) })));
    expect(counts).toMatchObject({ read: 1, written: 1 });
    expect((await stored(wh)).map(row => row.external_id)).toEqual(['2']);
  });

  test('an annotation of another shape is refused, and words that cannot be stored are mended', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', comment: 'x' }]);
    const annotator = await openFor(wh);
    const [task] = await annotator.next(10);
    const write = (annotation: Annotation) => annotator.write([{ task: task!, annotation }]);
    for (const wrong of [
      { score: Number.NaN },
      { score: 1.01 },
      { probability: 2 },
      { margin: -0.1 },
      { label: 'great' as Polarity },
    ]) {
      await expect(write({ ...says('positive', 0.5), ...wrong })).rejects.toMatchObject({ code: 'VB3004' });
    }
    await write({ ...says('positive', 0.5), because: ['a\0b', 'x\u{d83d}', '👍'] });
    const { because, clauses } = await wh.db
      .selectFrom('annotation')
      .select(['because', 'clauses'])
      .executeTakeFirstOrThrow();
    expect(because).toEqual(['ab', 'x\u{fffd}', '👍']);
    expect(clauses).toEqual([{ from: 0, to: 3, label: 'positive', score: 0.5 }]);
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
  const annotateShard = async (
    wh: Warehouse,
    run: { seq: number; id: string },
    shard: Shard | null,
    node: Partial<SentimentNode> = {},
  ) => {
    const annotator = await openAnnotator(wh, { run, node: { ...tone, ...node }, pipeline, timezone, shard });
    let handedOut = 0;
    for (;;) {
      const tasks = await annotator.next(2);
      if (tasks.length === 0) break;
      handedOut += tasks.length;
      await annotator.write(tasks.map(task => ({ task, annotation: says('positive', task.text.length / 100) })));
    }
    return { handedOut, counts: await annotator.finish() };
  };
  const shardsOf = (of: number): Shard[] => Array.from({ length: of }, (_, index) => ({ index, of }));

  test('any number of parts gives the annotations of one, each text handed out once, and counts that add up', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    expect((await annotateShard(wh, run, null)).counts).toMatchObject({ read: 30, written: 30 });
    const whole = await stored(wh);
    for (const of of [1, 2, 3, 7]) {
      await wh.db.deleteFrom('annotation').execute();
      const another = await givenRun(wh);
      const parts = await Promise.all(shardsOf(of).map(shard => annotateShard(wh, another, shard)));
      expect(await stored(wh)).toEqual(whole);
      expect(parts.reduce((sum, part) => sum + part.handedOut, 0)).toBe(30);
      expect(parts.reduce((sum, part) => sum + part.counts.written, 0)).toBe(30);
    }
  });

  test('30 keys fall into both of two parts, whatever the store', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    const sizes = [];
    for (const shard of shardsOf(2)) sizes.push((await annotateShard(wh, run, shard)).handedOut);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('parts do not fence each other off, and a second attempt of one fences off its first alone', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    const openPart = (index: number) =>
      openAnnotator(wh, { run, node: tone, pipeline, timezone, shard: { index, of: 2 } });
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
    const left = (await stored(wh)).length;
    expect([left > 0, left < 30]).toEqual([true, true]);
    await annotateShard(wh, run, { index: 1, of: 2 }, silent);
    expect(await stored(wh)).toEqual([]);
  });

  test('a run that was shared out in one way and goes on in another counts every text once', async () => {
    const wh = await open();
    await given30(wh);
    const run = await givenRun(wh);
    const killed = await openAnnotator(wh, { run, node: tone, pipeline, timezone, shard: { index: 1, of: 3 } });
    const tasks = await killed.next(4);
    await killed.write(tasks.map(task => ({ task, annotation: null })));
    const parts = [];
    for (const shard of shardsOf(2)) parts.push(await annotateShard(wh, run, shard));
    expect(parts.reduce((sum, part) => sum + part.counts.written, 0)).toBe(30);
    expect((await annotateShard(wh, run, null)).counts).toMatchObject({ read: 30, written: 30 });
  });
}

import { expect, test } from 'vitest';
import type { Annotation, Polarity } from '../../../core/model/feedback.ts';
import type { TestStores } from '../../stores.ts';
import { annotateAll, openFor, says, storedAnnotations } from './annotate-fixture.ts';
import { givenFeedback, givenStream, removeFeedback } from './given-feedback.ts';

/** Texts are handed out once, and what is said of them is written once. */
export function annotateTextsSuite({ open }: TestStores): void {
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
    const { seen, counts } = await annotateAll(await openFor(wh), () => says('positive', 0.5));
    expect(seen.map(({ externalId }) => externalId)).toEqual(['1', '3']);
    expect(counts).toMatchObject({ read: 2, written: 2, unchanged: 0 });
    expect((await storedAnnotations(wh)).map(row => row.external_id)).toEqual(['1', '3']);
  });

  test('an abstention is a row without label, and is not asked for again', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', comment: 'x' },
      { id: '2', comment: 'y' },
    ]);
    const { counts } = await annotateAll(await openFor(wh), task =>
      task.externalId === '1' ? null : says('negative', -0.5),
    );
    expect(counts).toEqual({ read: 2, written: 2, unchanged: 0, rejected: 0, deduplicated: 0, filtered: 0 });
    expect((await storedAnnotations(wh)).map(({ label, score }) => [label, score])).toEqual([
      [null, null],
      ['negative', -0.5],
    ]);
    expect((await annotateAll(await openFor(wh), () => null)).seen).toEqual([]);
  });

  test('a new model revision finds all texts again and takes the place of the old one', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', comment: 'x', language: 'fr' },
      { id: '2', comment: 'y', language: 'en' },
    ]);
    await annotateAll(await openFor(wh), () => says('positive', 0.5));
    // The second revision no longer knows English: what the first said of it goes.
    const { seen } = await annotateAll(await openFor(wh, { model: 'linear@2', languages: ['fr'] }), () =>
      says('negative', -0.5),
    );
    expect(seen.map(({ externalId }) => externalId)).toEqual(['1']);
    expect((await storedAnnotations(wh)).map(row => [row.external_id, row.model, row.label])).toEqual([
      ['1', 'linear@2', 'negative'],
    ]);
  });

  test('a text that the step no longer reads loses its annotation; another rank is written; other steps stay', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [{ id: '1', comment: 'x', texts: { improve: 'y' } }]);
    await annotateAll(await openFor(wh, { texts: ['comment', 'improve'] }), () => says('positive', 0.5));
    await annotateAll(await openFor(wh, { id: 'second', rank: 1 }), () => says('negative', -0.5));
    const { counts } = await annotateAll(await openFor(wh, { rank: 2 }), () => null);
    expect(counts).toMatchObject({ read: 0, written: 0 });
    expect((await storedAnnotations(wh)).map(row => [row.question, row.step, row.rank])).toEqual([
      ['comment', 'second', 1],
      ['comment', 'tone', 2],
    ]);
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
    expect((await storedAnnotations(wh)).map(row => row.external_id)).toEqual(['2']);
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
}

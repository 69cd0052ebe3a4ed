import { expect, test } from 'vitest';
import type { TestStores } from '../../stores.ts';
import { givenAnnotations } from './given-annotations.ts';
import { annotationKpi, answerKpi, givenFeedback, givenStream, volumeKpi } from './given-feedback.ts';
import { october, read, refresh, total } from './kpi-fixture.ts';

/** What counts in which cell, and how it is summed. */
export function kpiCountSuite({ open }: TestStores): void {
  test('answers are counted by cell; an answer that is absent or null is not counted', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: '1', channel: 'web', answers: { nps: 10 } },
      { id: '2', channel: 'web', answers: { nps: 9 } },
      { id: '3', channel: 'web', answers: { nps: 6.5 } },
      { id: '4', channel: 'store', answers: { nps: 0 } },
      { id: '5', channel: 'store', answers: { nps: 8.5 } },
      { id: '6', answers: { nps: 7 } },
      { id: '7', channel: 'web', answers: { nps: null } },
      { id: '8', channel: 'web', answers: { csat: 5 } },
      { id: '9', channel: 'phone' },
    ]);
    const nps = answerKpi({ by: ['channel'] });
    expect(await refresh(wh, nps)).toEqual({ 'kpi.nps': { days: 1, cells: 3 } });
    // web 10, 9, 6.5: 2 promoters, 1 detractor, sum 25.5, squares 100 + 81 + 42.25 = 223.25
    // store 0, 8.5: 1 detractor, sum 8.5, squares 72.25 · not given 7: a passive, squares 49
    expect(await read(wh, nps, [october], ['channel'])).toEqual([
      {
        window: october,
        cell: { channel: 'store' },
        parts: { n: 2, promoters: 0, detractors: 1, sum: 8.5, squares: 72.25 },
      },
      {
        window: october,
        cell: { channel: 'web' },
        parts: { n: 3, promoters: 2, detractors: 1, sum: 25.5, squares: 223.25 },
      },
      { window: october, cell: { channel: null }, parts: { n: 1, promoters: 0, detractors: 0, sum: 7, squares: 49 } },
    ]);
    // 3 + 2 + 1 = 6; 25.5 + 8.5 + 7 = 41; 223.25 + 72.25 + 49 = 344.5
    expect(await total(wh, nps)).toEqual({ n: 6, promoters: 2, detractors: 2, sum: 41, squares: 344.5 });
  });

  test('decimals are summed exactly, so that no order of days gives another total', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', at: '2026-10-15T10:00:00Z', answers: { nps: 0.1 } },
      { id: '2', at: '2026-10-16T10:00:00Z', answers: { nps: 0.3 } },
      { id: '3', at: '2026-10-17T10:00:00Z', answers: { nps: 1.3 } },
    ]);
    const nps = answerKpi();
    await refresh(wh, nps);
    // 0.01 + 0.09 + 1.69 = 1.79. As doubles, neither sum comes out so in any order.
    expect(await total(wh, nps)).toEqual({ n: 3, promoters: 0, detractors: 3, sum: 1.7, squares: 1.79 });
  });

  test('every dimension cuts: channel, touchpoint, source, language, attribute, segment', async () => {
    const wh = await open();
    const [surveys, reviews] = [await givenStream(wh), await givenStream(wh, { source: 'reviews' })];
    const all = { channel: 'web', touchpoint: 'delivery', language: 'fr', answers: { nps: 9 } };
    await givenFeedback(wh, surveys, [{ id: '1', ...all, attributes: { region: 'Nord', shop: 7, club: true } }]);
    await givenFeedback(wh, reviews, [{ id: '1', ...all, attributes: { region: null } }]);
    const member = { stream_id: surveys, external_id: '1', scheme: 'loyalty', segment: 'gold' };
    await wh.db.insertInto('segment_membership').values(member).execute();
    const by = [
      'channel',
      'touchpoint',
      'source',
      'language',
      'attribute.region',
      'attribute.shop',
      'attribute.club',
      'segment.loyalty',
    ];
    const nps = answerKpi({ by });
    await refresh(wh, nps);
    const cells = await read(wh, nps, [october], by);
    const shared = { channel: 'web', touchpoint: 'delivery', language: 'fr' };
    expect(cells.map(({ cell }) => cell)).toEqual([
      {
        ...shared,
        source: 'reviews',
        'attribute.region': null,
        'attribute.shop': null,
        'attribute.club': null,
        'segment.loyalty': null,
      },
      {
        ...shared,
        source: 'surveys',
        'attribute.region': 'Nord',
        'attribute.shop': '7',
        'attribute.club': 'true',
        'segment.loyalty': 'gold',
      },
    ]);
    // Some of the dimensions, in another order than the definition's.
    expect(
      (await read(wh, nps, [october], ['segment.loyalty', 'channel'])).map(({ cell, parts }) => [cell, parts.n]),
    ).toEqual([
      [{ 'segment.loyalty': 'gold', channel: 'web' }, 1],
      [{ 'segment.loyalty': null, channel: 'web' }, 1],
    ]);
  });

  test('a value longer than any index takes is a value like another', async () => {
    const wh = await open();
    const long = Array.from({ length: 20_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join('');
    const rows = ['1', '2'].map(id => ({ id, answers: { nps: 9 }, attributes: { remark: id + long } }));
    await givenFeedback(wh, await givenStream(wh), rows);
    const nps = answerKpi({ by: ['attribute.remark'] });
    await refresh(wh, nps);
    const cells = await read(wh, nps, [october], ['attribute.remark']);
    expect(cells.map(({ cell, parts }) => [cell['attribute.remark'], parts.n])).toEqual([
      [`1${long}`, 1],
      [`2${long}`, 1],
    ]);
  });

  test('an annotation counts once per feedback: the label of the lowest rank that has one', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(
      wh,
      stream,
      ['1', '2', '3', '4'].map(id => ({ id, comment: 'x' })),
    );
    await givenAnnotations(wh, stream, [
      { id: '1', step: 'second', rank: 1, label: 'negative', score: -0.5 },
      { id: '1', step: 'first', label: 'positive', score: 0.75 },
      { id: '2', step: 'first', label: null },
      { id: '2', step: 'second', rank: 1, label: 'negative', score: -0.25 },
      { id: '3', step: 'first', label: null },
      { id: '4', step: 'first', label: 'positive', score: 1, question: 'improve' },
    ]);
    const tone = annotationKpi();
    await refresh(wh, tone);
    // 1 is positive by rank 0, 2 negative since rank 0 abstained, 3 has no label, 4 speaks of another text; 0.75 - 0.25 = 0.5
    expect(await total(wh, tone)).toEqual({ n: 2, positive: 1, negative: 1, score: 0.5 });
  });

  test('feedback is counted with and without a comment', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [{ id: '1', comment: 'x' }, { id: '2' }, { id: '3', comment: '' }]);
    const volume = volumeKpi();
    await refresh(wh, volume);
    expect(await total(wh, volume)).toEqual({ n: 3, commented: 1 });
  });
}

import { expect, test } from 'vitest';
import type { Polarity } from '../../../core/model/feedback.ts';
import { monthWindow } from '../../../core/model/window.ts';
import { readCoverage, readModels } from '../../../core/warehouse/coverage.ts';
import { readFeedback } from '../../../core/warehouse/feedback-read.ts';
import { readQuotes } from '../../../core/warehouse/quotes-read.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { givenFeedback, givenStream, pipeline, timezone } from './given-feedback.ts';

const window = monthWindow('2026-10', timezone);

interface Said {
  readonly id: string;
  readonly step?: string;
  readonly model?: string;
  readonly question?: string;
  readonly rank?: number;
  readonly label: Polarity | null;
  readonly score?: number;
  readonly clauses?: readonly unknown[];
}

/** Feedback, coverage and quotes as readers get them. */
export function readSuite({ open }: TestStores): void {
  const annotate = async (wh: Warehouse, stream: number, said: readonly Said[]) => {
    for (const {
      id,
      step = 'tone',
      model = 'm@1',
      question = 'comment',
      rank = 0,
      label,
      score = 0,
      clauses = [],
    } of said) {
      await wh.db
        .insertInto('annotation')
        .values({
          ...{
            stream_id: stream,
            external_id: id,
            question,
            step,
            model,
            rank,
            label,
            probability: null,
            margin: null,
          },
          ...{ score: label === null ? null : score, needs_review: false, mixed: false },
          ...{ because: JSON.stringify(['pas bon']), clauses: JSON.stringify(clauses) },
        })
        .execute();
    }
  };
  const idsOf = async (wh: Warehouse, request: Partial<Parameters<typeof readFeedback>[1]> = {}) => {
    const ids: string[] = [];
    for await (const row of readFeedback(wh, { pipeline, window: null, ...request }))
      ids.push(`${row.source} ${row.externalId}`);
    return ids;
  };

  test('a feedback is printed with all that is known of it', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      {
        id: 'r-1',
        at: '2026-10-31T22:59:59.123Z',
        customer: 'c-42',
        channel: 'web',
        touchpoint: 'delivery',
        language: 'fr',
        comment: 'Bien mais lent',
        answers: { nps: 9, csat: null },
        texts: { improve: 'Le délai' },
        attributes: { region: 'Nord', shop: 7, club: true, tier: null },
      },
    ]);
    await annotate(wh, stream, [
      { id: 'r-1', label: 'positive', score: 0.5, clauses: [{ from: 5, to: 14, label: 'negative', score: -0.25 }] },
      { id: 'r-1', step: 'second', rank: 1, label: null },
    ]);
    await wh.db
      .insertInto('segment_membership')
      .values({ stream_id: stream, external_id: 'r-1', scheme: 'loyalty', segment: 'gold' })
      .execute();
    const rows = [];
    for await (const row of readFeedback(wh, { pipeline, window })) rows.push(row);
    const customer = wh.hashCustomer('c-42');
    expect(customer).toMatch(/^[0-9a-f]{32}$/);
    const shared = {
      step: 'tone',
      model: 'm@1',
      question: 'comment',
      probability: null,
      aspect: null,
      topic: null,
      emotion: null,
    };
    expect(rows).toEqual([
      {
        source: 'surveys',
        stream: 'responses',
        externalId: 'r-1',
        occurredAt: '2026-10-31T22:59:59.123Z',
        customer,
        channel: 'web',
        touchpoint: 'delivery',
        language: 'fr',
        comment: 'Bien mais lent',
        answers: { nps: 9, csat: null },
        texts: { improve: 'Le délai' },
        attributes: { region: 'Nord', shop: 7, club: true, tier: null },
        annotations: [
          { ...shared, label: 'positive', score: 0.5, clause: null, because: ['pas bon'] },
          { ...shared, label: 'negative', score: -0.25, clause: { from: 5, to: 14 }, because: [] },
        ],
        segments: { loyalty: 'gold' },
      },
    ]);
  });

  test('feedback comes by time, then source, then id, whatever the page, and stops at the limit', async () => {
    const wh = await open();
    const [surveys, reviews, elsewhere] = [
      await givenStream(wh),
      await givenStream(wh, { source: 'reviews' }),
      await givenStream(wh, { pipeline: 'weekly' }),
    ];
    // 2,100 of the same instant span three pages; ids of equal length sort as text.
    const same = Array.from({ length: 2_100 }, (_, index) => ({
      id: String(10_000 + index),
      at: '2026-10-15T10:00:00Z',
    }));
    await wh.transaction(trx =>
      trx
        .insertInto('feedback')
        .values(
          same.map(({ id, at }) => ({
            ...{
              stream_id: surveys,
              external_id: id,
              occurred_at: at,
              customer_key: null,
              channel: null,
              touchpoint: null,
            },
            ...{ language: null, comment: null, answers: '{}', texts: '{}', attributes: '{}' },
            ...{ content_hash: Buffer.alloc(16), first_run: 1, last_run: 1 },
          })),
        )
        .execute(),
    );
    await givenFeedback(wh, reviews, [
      { id: 'late', at: '2026-10-16T10:00:00Z' },
      { id: 'same', at: '2026-10-15T10:00:00Z' },
    ]);
    await givenFeedback(wh, elsewhere, [{ id: 'x' }]);
    const expected = ['reviews same', ...same.map(({ id }) => `surveys ${id}`), 'reviews late'];
    expect(await idsOf(wh)).toEqual(expected);
    expect(await idsOf(wh, { limit: 1_001 })).toEqual(expected.slice(0, 1_001));
    expect(await idsOf(wh, { limit: 0 })).toEqual([]);
  });

  test('a window holds its first instant and not its last; a condition chooses', async () => {
    const wh = await open();
    await givenFeedback(wh, await givenStream(wh), [
      { id: '1', at: '2026-09-30T21:59:59.999Z' },
      { id: '2', at: '2026-09-30T22:00:00Z', answers: { nps: 3 } },
      { id: '3', at: '2026-10-31T22:59:59.999Z', answers: { nps: 9 } },
      { id: '4', at: '2026-10-31T23:00:00Z' },
    ]);
    expect(await idsOf(wh, { window })).toEqual(['surveys 2', 'surveys 3']);
    expect(await idsOf(wh, { where: { 'answer.nps': { gte: 9 } } })).toEqual(['surveys 3']);
    expect(await idsOf(await open())).toEqual([]);
  });

  test('coverage names every stream with what it has in the window, and what waits in the quarantine', async () => {
    const wh = await open();
    const surveys = await givenStream(wh);
    await givenStream(wh, { source: 'reviews' });
    await givenStream(wh, { pipeline: 'weekly' });
    await givenFeedback(wh, surveys, [
      { id: '1', at: '2026-10-02T08:00:00Z', comment: 'x' },
      { id: '2', at: '2026-10-03T08:00:00Z' },
      { id: '3', at: '2026-10-04T08:00:00Z', comment: 'y' },
      { id: '4', at: '2026-11-04T08:00:00Z', comment: 'z' },
    ]);
    const refused = (raw: string, resolved_run: number | null) => ({
      ...{ stream_id: surveys, first_run: 1, last_run: 1, origin: '{}', code: 'VB2203', reason: 'x', raw, attempts: 1 },
      ...{ fingerprint: Buffer.from(raw), resolved_run },
    });
    await wh.db
      .insertInto('quarantine')
      .values([refused('a', null), refused('b', null), refused('c', 1)])
      .execute();
    expect(await readCoverage(wh, { pipeline, window })).toEqual({
      feedback: 3,
      commented: 2,
      sources: [
        { source: 'reviews', stream: 'responses', feedback: 0, first: null, last: null, quarantined: 0 },
        {
          source: 'surveys',
          stream: 'responses',
          feedback: 3,
          first: '2026-10-02T08:00:00.000Z',
          last: '2026-10-04T08:00:00.000Z',
          quarantined: 2,
        },
      ],
    });
    expect(await readCoverage(wh, { pipeline: 'nothing', window })).toEqual({ feedback: 0, commented: 0, sources: [] });
  });

  test('models are listed with the texts they scored and those on which they abstained, in the window', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4', at: '2026-11-04T08:00:00Z' }]);
    await annotate(wh, stream, [
      { id: '1', label: 'positive' },
      { id: '1', question: 'improve', label: null },
      { id: '2', label: 'negative' },
      { id: '3', label: null },
      { id: '4', label: 'positive' },
      { id: '1', step: 'second', model: 'n@2', label: null },
    ]);
    expect(await readModels(wh, { pipeline, window })).toEqual([
      { step: 'second', model: 'n@2', scored: 0, abstained: 1 },
      { step: 'tone', model: 'm@1', scored: 2, abstained: 2 },
    ]);
  });

  test('quotes are annotated texts of the window for which the condition holds; n counts all, the same sample every time', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const ids = ['1', '2', '3', '4', '5', '6', '7'];
    await givenFeedback(wh, stream, [
      ...ids.map(id => ({
        id,
        comment: `c${id}`,
        customer: 'same',
        channel: 'web',
        answers: { nps: 2 },
        attributes: { region: 'Nord' },
      })),
      { id: 'promoter', comment: 'x', answers: { nps: 10 } },
      { id: 'later', comment: 'x', answers: { nps: 2 }, at: '2026-11-02T10:00:00Z' },
      { id: 'silent', answers: { nps: 2 } },
      { id: 'positive', comment: 'x', answers: { nps: 2 } },
      { id: 'abstained', comment: 'x', answers: { nps: 2 } },
      { id: 'unscored', comment: 'x', answers: { nps: 2 } },
    ]);
    await annotate(wh, stream, [
      ...[...ids, 'promoter', 'later', 'silent'].map(id => ({ id, label: 'negative' as const, score: -0.5 })),
      { id: 'positive', label: 'positive', score: 0.5 },
      { id: 'positive', step: 'second', rank: 1, label: 'negative', score: -0.5 },
      { id: 'abstained', label: null },
    ]);
    const where = {
      'answer.nps': { lt: 7 },
      'annotation.label': { eq: 'negative' },
      'annotation.score': { lte: -0.5 },
    };
    const read = (limit: number) => readQuotes(wh, { pipeline, window, on: 'comment', where, limit });
    const { n, candidates } = await read(100);
    expect(n).toBe(7);
    expect(candidates.map(({ externalId }) => externalId).sort()).toEqual(ids);
    expect(candidates.find(({ externalId }) => externalId === '3')).toEqual({
      source: 'surveys',
      externalId: '3',
      occurredAt: '2026-10-15T10:00:00.000Z',
      customer: wh.hashCustomer('same'),
      channel: 'web',
      touchpoint: null,
      language: null,
      text: 'c3',
      answers: { nps: 2 },
      attributes: { region: 'Nord' },
      label: 'negative',
      score: -0.5,
      probability: null,
      mixed: false,
      because: ['pas bon'],
    });
    expect(await read(3)).toEqual({ n: 7, candidates: candidates.slice(0, 3) });
    // Not the order in which they were given: the hash draws.
    expect(candidates.map(({ externalId }) => externalId)).not.toEqual(ids);
    expect(await readQuotes(wh, { pipeline, window, on: 'improve', where: {}, limit: 5 })).toEqual({
      n: 0,
      candidates: [],
    });
  });
}

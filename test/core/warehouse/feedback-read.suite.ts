import { expect, test } from 'vitest';
import { monthWindow } from '../../../core/model/window.ts';
import { readFeedback } from '../../../core/warehouse/feedback-read.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { givenAnnotations } from './given-annotations.ts';
import { givenFeedback, givenStream, pipeline, timezone } from './given-feedback.ts';

const window = monthWindow('2026-10', timezone);

/** Feedback as "verbatim feedback" prints it. */
export function feedbackReadSuite({ open }: TestStores): void {
  const idsOf = async (wh: Warehouse, request: Partial<Parameters<typeof readFeedback>[1]> = {}) => {
    const ids: string[] = [];
    for await (const row of readFeedback(wh, { pipeline, window: null, ...request }))
      ids.push(`${row.source} ${row.externalId}`);
    return ids;
  };

  test('a feedback is printed with all that is known of it', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const said = {
      channel: 'web',
      touchpoint: 'delivery',
      language: 'fr',
      comment: 'Bien mais lent',
      answers: { nps: 9, csat: null },
      texts: { improve: 'Le délai' },
      attributes: { region: 'Nord', shop: 7, club: true, tier: null },
    };
    await givenFeedback(wh, stream, [
      {
        id: 'r-1',
        at: '2026-10-31T22:59:59.123Z',
        customer: 'c-42',
        ...said,
      },
    ]);
    await givenAnnotations(wh, stream, [
      { id: 'r-1', label: 'positive', score: 0.5, clauses: [{ from: 5, to: 14, label: 'negative', score: -0.25 }] },
      { id: 'r-1', step: 'second', rank: 1, label: null },
    ]);
    await wh.db
      .insertInto('segment_membership')
      .values({ stream_id: stream, external_id: 'r-1', scheme: 'loyalty', segment: 'gold' })
      .execute();
    const rows = [];
    for await (const row of readFeedback(wh, { pipeline, window })) rows.push(row);
    const customer = Buffer.from(wh.hashCustomer('c-42'), 'latin1').toString('hex');
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
        ...said,
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
}

import { expect, test } from 'vitest';
import { monthWindow } from '../../../core/model/window.ts';
import { readQuotes } from '../../../core/warehouse/quotes-read.ts';
import type { TestStores } from '../../stores.ts';
import { givenAnnotations } from './given-annotations.ts';
import { givenFeedback, givenStream, pipeline, timezone } from './given-feedback.ts';

const window = monthWindow('2026-10', timezone);

/** Quotes as a report draws them. */
export function quotesReadSuite({ open }: TestStores): void {
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
    await givenAnnotations(wh, stream, [
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
      customer: Buffer.from(wh.hashCustomer('same'), 'latin1').toString('hex'),
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

import { expect, test } from 'vitest';
import { monthWindow } from '../../../core/model/window.ts';
import { readCoverage, readModels } from '../../../core/warehouse/coverage.ts';
import type { TestStores } from '../../stores.ts';
import { givenAnnotations } from './given-annotations.ts';
import { givenFeedback, givenStream, pipeline, timezone } from './given-feedback.ts';

const window = monthWindow('2026-10', timezone);

/** What a report can say of its data. */
export function coverageSuite({ open }: TestStores): void {
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
    await givenAnnotations(wh, stream, [
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
}

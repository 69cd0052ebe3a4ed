import { expect, test } from 'vitest';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { annotateAll, openFor, says, storedAnnotations } from './annotate-fixture.ts';
import {
  annotationKpi,
  type Given,
  givenFeedback,
  givenStream,
  pipeline,
  removeFeedback,
  timezone,
} from './given-feedback.ts';

/** KPIs follow what is said of texts. */
export function annotateKpisSuite({ open }: TestStores): void {
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

  test('days are marked where an annotation says something new, and only there', async () => {
    const wh = await open();
    // 22:30 in UTC on the 14th is the 15th in Paris.
    await givenRefreshed(wh, [
      { id: '1', comment: 'x', at: '2026-10-14T22:30:00Z' },
      { id: '2', comment: 'y', at: '2026-10-20T10:00:00Z' },
      { id: '3', at: '2026-10-21T10:00:00Z' },
    ]);
    await annotateAll(await openFor(wh), () => says('positive', 0.5));
    expect(await dirty(wh)).toEqual(['2026-10-15', '2026-10-20']);
    await wh.db.updateTable('dirty_day').set({ mark: 1 }).execute();
    // The same words with another model: only the second text is told otherwise.
    await annotateAll(await openFor(wh, { model: 'linear@2' }), task =>
      says(task.externalId === '1' ? 'positive' : 'negative', 0.5),
    );
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
    await annotateAll(await openFor(wh), () => says('positive', 0.5));
    expect(await measured()).toEqual([[2, 2]]);
    await removeFeedback(wh, stream, '2');
    expect(await measured()).toEqual([[1, 1]]);
    await annotateAll(await openFor(wh, { texts: [] }), () => null);
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
    await annotateAll(await openFor(wh, { id: 'first' }), () => says('positive', 0.5));
    await annotateAll(await openFor(wh, { id: 'second' }), () => says('negative', -0.5));
    // In the order of their names: n, negative, positive, score. Of equal ranks the first name decides.
    expect(await measured(['first', 'second'])).toEqual([[1, 0, 1, 0.5]]);
    expect(await measured(['second'])).toEqual([[1, 1, 0, -0.5]]);
    expect((await storedAnnotations(wh)).map(({ step }) => step)).toEqual(['second']);
    expect(await measured([])).toEqual([]);
  });
}

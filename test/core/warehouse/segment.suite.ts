import { expect, test } from 'vitest';
import { monthWindow } from '../../../core/model/window.ts';
import type { Scheme } from '../../../core/plugin/measure.ts';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import { readParts } from '../../../core/warehouse/kpi-read.ts';
import { assignScheme } from '../../../core/warehouse/segment.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { answerKpi, givenFeedback, givenStream, pipeline, timezone } from './given-feedback.ts';

const loyalty: Scheme = {
  name: 'loyalty',
  rules: [
    { name: 'gold', when: { tier: { in: ['gold', 'platinum'] } } },
    { name: 'fan', when: { 'answer.nps': { gte: 9 } } },
  ],
  otherwise: null,
};

/** Feedback lies in the segment of the first rule that holds. */
export function segmentSuite({ open }: TestStores): void {
  const assign = (wh: Warehouse, scheme: Scheme) => assignScheme(wh, { pipeline, scheme, timezone });
  const members = async (wh: Warehouse) => {
    const rows = await wh.db
      .selectFrom('segment_membership')
      .selectAll()
      .orderBy('stream_id')
      .orderBy('external_id')
      .orderBy('scheme')
      .execute();
    return rows.map(({ external_id, segment }) => `${external_id} ${segment}`);
  };
  const given = async (wh: Warehouse) => {
    const stream = await givenStream(wh);
    await givenFeedback(wh, stream, [
      { id: '1', at: '2026-10-01T10:00:00Z', attributes: { tier: 'platinum' }, answers: { nps: 10 } },
      { id: '2', at: '2026-10-02T10:00:00Z', attributes: { tier: 'silver' }, answers: { nps: 9 } },
      { id: '3', at: '2026-10-03T10:00:00Z', answers: { nps: 3 } },
    ]);
    return stream;
  };

  test('the first rule that holds decides; who no rule takes has no segment', async () => {
    const wh = await open();
    await given(wh);
    expect(await assign(wh, loyalty)).toEqual({ feedback: 3, assigned: 2, changed: 2 });
    expect(await members(wh)).toEqual(['1 gold', '2 fan']);
    expect(await assign(wh, loyalty)).toEqual({ feedback: 3, assigned: 2, changed: 0 });
  });

  test('other rules write what differs and remove what no rule gives any more', async () => {
    const wh = await open();
    await given(wh);
    await assign(wh, { ...loyalty, otherwise: 'other' });
    expect(await members(wh)).toEqual(['1 gold', '2 fan', '3 other']);
    const digests = () => wh.db.selectFrom('segment_scheme').select(['scheme', 'digest']).execute();
    const before = await digests();
    // 2 becomes plain, 3 leaves, 1 stays.
    const plain = [loyalty.rules[0]!, { name: 'plain', when: { 'answer.nps': { gte: 9 } } }];
    expect(await assign(wh, { ...loyalty, rules: plain })).toEqual({ feedback: 3, assigned: 2, changed: 2 });
    expect(await members(wh)).toEqual(['1 gold', '2 plain']);
    expect(await digests()).toHaveLength(1);
    expect(await digests()).not.toEqual(before);
  });

  test('schemes and pipelines do not touch each other', async () => {
    const wh = await open();
    await given(wh);
    await givenFeedback(wh, await givenStream(wh, { pipeline: 'weekly' }), [{ id: '1', attributes: { tier: 'gold' } }]);
    await assign(wh, loyalty);
    await assign(wh, { name: 'all', rules: [], otherwise: 'everyone' });
    expect(await members(wh)).toEqual(['1 everyone', '1 gold', '2 everyone', '2 fan', '3 everyone']);
    await assign(wh, { name: 'all', rules: [], otherwise: null });
    expect(await members(wh)).toEqual(['1 gold', '2 fan']);
  });

  test('a KPI cut by the scheme follows, and only the days of changed feedback are computed', async () => {
    const wh = await open();
    await given(wh);
    const nps = answerKpi({ by: ['segment.loyalty'] });
    const refresh = async () => (await refreshKpis(wh, { pipeline, timezone, kpis: [nps] }))['kpi.nps']?.days;
    const cells = async () => {
      const windows = [monthWindow('2026-10', timezone)];
      const read = await readParts(wh, { pipeline, definition: nps, windows, timezone, by: ['segment.loyalty'] });
      return read.map(({ cell, parts }) => [cell['segment.loyalty'], parts.n]);
    };
    expect(await refresh()).toBe(3);
    expect(await cells()).toEqual([[null, 3]]);
    await assign(wh, loyalty);
    expect(await refresh()).toBe(2);
    expect(await cells()).toEqual([
      ['fan', 1],
      ['gold', 1],
      [null, 1],
    ]);
    await assign(wh, { ...loyalty, rules: [loyalty.rules[1]!] });
    expect(await refresh()).toBe(1);
    // 1 is a fan now: it gave 10.
    expect(await cells()).toEqual([
      ['fan', 2],
      [null, 1],
    ]);
  });
}

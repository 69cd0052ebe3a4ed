import { expect, test } from 'vitest';
import { runInProcess } from '../../../core/run/engine.ts';
import { readMetrics } from '../../../core/run/metrics.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { onStore } from '../../stores.ts';
import { answers, desk, planWith, runtimeWith } from './scene.ts';

const signal = new AbortController().signal;

/** Two nines on Monday 5 October 2026, and a three in the next week. */
const rows = answers(3, index => (index === 2 ? { nps: 3, at: '2026-10-14T08:00:00.000Z' } : {}));

onStore('pglite', 'KPIs along time', stores => {
  test('a week of the window without answers is there, as null, and each other week has its own figure', async () => {
    const { runtime, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        yield { rows, origin: index => ({ record: index + 1 }) };
      }),
      nps,
    ]);
    const plan = planWith();
    await runInProcess(plan, runtime, { signal, emit });
    const cut = async (...by: readonly string[]) => await readMetrics(plan, runtime, { window: plan.window, by });
    const weeks = await cut('week');
    expect(weeks.map(({ cell, value, n }) => [cell.week, value, n])).toEqual([
      ['2026-W40', null, 0],
      ['2026-W41', 100, 2],
      ['2026-W42', -100, 1],
      ['2026-W43', null, 0],
      ['2026-W44', null, 0],
    ]);
    expect(weeks[1]!.window).toEqual(plan.window);
    const days = await cut('day');
    expect(days.filter(one => one.n > 0).map(one => [one.cell.day, one.n])).toEqual([
      ['2026-10-05', 2],
      ['2026-10-14', 1],
    ]);
    // 2 promoters and 1 detractor of 3: 100 / 3 points.
    expect(await cut('month')).toMatchObject([{ cell: { month: '2026-10' }, n: 3, value: expect.closeTo(100 / 3, 9) }]);
    await expect(cut('week', 'day')).rejects.toMatchObject({ code: 'VB1212' });
    await expect(cut('channel')).rejects.toMatchObject({ code: 'VB1212' });
    const [kpis] = plan.nodes.flatMap(node => (node.kind === 'kpi' ? [node] : []));
    const weekly = { ...kpis!, kpis: kpis!.kpis.map(kpi => ({ ...kpi, periods: ['week'] as const })) };
    const asked = { ...plan, nodes: plan.nodes.map(node => (node.kind === 'kpi' ? weekly : node)) };
    const all = await readMetrics(asked, runtime, { window: plan.window });
    expect(all.map(one => one.cell.week ?? 'all')).toEqual(['all', ...weeks.map(one => one.cell.week)]);
  });
});

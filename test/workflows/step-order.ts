import { expect } from 'vitest';
import { listRuns, showRun } from '../../core/warehouse/runs.ts';
import type { Warehouse } from '../../core/warehouse/warehouse.ts';

/** Fails unless the steps of a pipeline's last run are listed and timed in an order in which they can have worked. */
export async function requireOrder(
  wh: Warehouse,
  pipeline: string,
  needs: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const [run] = await listRuns(wh, { pipeline });
  const rows = await wh.db
    .selectFrom('run_step as s')
    .innerJoin('run as r', 'r.seq', 's.run_seq')
    .select(['s.node', 's.started_at', 's.ended_at'])
    .where('r.id', '=', run!.id)
    .execute();
  const worked = new Map(
    rows.flatMap(({ node, started_at: from, ended_at: to }) => (from && to ? [[node, { from, to }]] : [])),
  );
  const listed = (await showRun(wh, run!.id)).steps.map(({ id }) => id).filter(id => worked.has(id));
  for (const [id, { from, to }] of worked) {
    expect(from.getTime(), `${id} ends after it began`).toBeLessThanOrEqual(to.getTime());
    for (const need of needs[id]!) {
      expect(worked.get(need)!.to.getTime(), `${need} ends before ${id} begins`).toBeLessThanOrEqual(from.getTime());
      expect(listed.indexOf(need), `${need} is listed before ${id}`).toBeLessThan(listed.indexOf(id));
    }
  }
}

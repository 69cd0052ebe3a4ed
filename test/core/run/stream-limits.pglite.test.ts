import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runInProcess } from '../../../core/run/engine.ts';
import { readMetrics } from '../../../core/run/metrics.ts';
import { csv } from '../../../plugins/connectors/csv.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { onStore } from '../../stores.ts';
import { planWith, runtimeWith } from './scene.ts';

const signal = new AbortController().signal;
const header = 'id,at,nps,comment';
const row = (id: number, score: string) => `R${id},2026-10-05,"${score}",`;

/** A plan whose stream is a file, read in full. */
const filePlan = (minRows = 0) => {
  const plan = planWith({ stream: { mode: 'full', minRows } });
  const [reads, ...others] = plan.nodes;
  return { ...plan, nodes: [{ ...reads!, use: 'csv', options: { path: 'answers.csv' } }, ...others] } as typeof plan;
};

onStore('pglite', 'what a file may lack', stores => {
  const opened = async () => {
    const scene = runtimeWith(await stores.open(), [csv, nps]);
    const run = async (lines: readonly string[], minRows = 0) => {
      writeFileSync(join(scene.runtime.root, 'answers.csv'), lines.map(line => `${line}\n`).join(''));
      const plan = filePlan(minRows);
      const { nodes } = await runInProcess(plan, scene.runtime, { signal, emit: scene.emit });
      const [total] = await readMetrics(plan, scene.runtime, { window: plan.window }).catch(() => []);
      return { statuses: nodes.map(node => node.status), code: nodes[0]!.failure?.code ?? null, total };
    };
    return { run, warehouse: scene.runtime.warehouse };
  };

  test('an empty file, a header alone and a single row succeed, and the KPI of nothing is null', async () => {
    const { run } = await opened();
    for (const lines of [[], [header]]) {
      const { statuses, total } = await run(lines);
      expect(statuses).toEqual(['succeeded', 'succeeded']);
      expect(total).toMatchObject({ value: null, n: 0 });
    }
    expect((await run([header, row(1, '9')])).total).toMatchObject({ value: 100, n: 1 });
  });

  test('when every row is refused, or the file is short, nothing is measured and nothing stored is removed', async () => {
    const { run, warehouse } = await opened();
    await run([header, row(1, '9'), row(2, '10')]);
    const stored = async () => (await warehouse.db.selectFrom('feedback').select('external_id').execute()).length;
    const refused = await run([header, ...Array.from({ length: 12 }, (_, index) => row(index, '7,5'))]);
    expect([refused.statuses, refused.code, await stored()]).toEqual([['failed', 'skipped'], 'VB2301', 2]);
    const short = await run([header, row(1, '9')], 2);
    expect([short.statuses, short.code, await stored()]).toEqual([['failed', 'skipped'], 'VB2302', 2]);
    // The same file is complete when one row is enough; then the row that it lacks is gone.
    expect([(await run([header, row(1, '9')], 1)).statuses, await stored()]).toEqual([['succeeded', 'succeeded'], 1]);
  });
});

import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createServices } from '../../cli/services.ts';
import { runInProcess } from '../../core/run/engine.ts';
import { readMetrics } from '../../core/run/metrics.ts';
import type { Runtime } from '../../core/run/runtime.ts';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { showRun } from '../../core/warehouse/runs.ts';
import { startRun } from '../../workflows/client/start-run.ts';
import type { CompileInput } from '../../workflows/contract.ts';
import type { Services } from '../../workflows/worker/services.ts';
import { freshDatabase } from '../stores.ts';
import { requireOrder } from './step-order.ts';
import { startWorkerHere } from './worker-here.ts';

const missing = inject('temporalAddress') === null || inject('postgresUrl') === null;
const client = 'lumiere';
const october: CompileInput = {
  ...{ pipeline: 'monthly', client, asOf: '2026-11-02T06:00:00.000Z', fullRefresh: false },
  window: { from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' },
};

describe.skipIf(missing)('the demo', () => {
  const removals: (() => Promise<void> | void)[] = [];
  beforeAll(() => {
    // Both hash customers alike.
    vi.stubEnv('VERBATIM_CUSTOMER_KEY', randomBytes(32).toString('base64'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const remove of removals.reverse()) await remove();
  });
  /** The demo's project in a folder and a database of its own. */
  const project = async (): Promise<Services> => {
    const cwd = mkdtempSync(join(tmpdir(), 'verbatim-demo-'));
    cpSync(join(import.meta.dirname, '../../config'), join(cwd, 'config'), { recursive: true });
    const { target, remove } = await freshDatabase();
    vi.stubEnv('DATABASE_URL', target.url!);
    const services = await createServices({ cwd, width: 12 });
    // Now, while the variable says so.
    await services.runtimeFor(client);
    removals.push(remove, () => rmSync(cwd, { recursive: true, force: true }), services.close);
    return services;
  };

  test('leaves the same rows and the same metrics on both engines, its text step shared out over four parts', async () => {
    const [here, there] = [await project(), await project()];
    const whole = await here.compile(october);
    expect(await there.compile(october)).toEqual(whole);
    // Templates run in a thread, which only the built product has: a test of its commands prints the report.
    const plan = { ...whole, nodes: whole.nodes.filter(node => node.kind !== 'report') };
    const [one, other] = [await here.runtimeFor(client), await there.runtimeFor(client)];
    const signal = new AbortController().signal;
    const record = await runInProcess(plan, one, { signal, emit: () => {} });
    expect(record.status).toBe('succeeded');
    const run = createRunId();
    const worker = await startWorkerHere(other, { project: plan.project });
    try {
      const { workflowId } = await startRun(worker.temporal, { plan, run, shards: 4 });
      await worker.temporal.client.workflow.getHandle(workflowId).result();
    } finally {
      await worker.stop();
    }
    for (const table of ['feedback', 'annotation', 'kpi_daily', 'segment_membership']) {
      const [rows, expected] = [await rowsOf(other, table), await rowsOf(one, table)];
      expect(rows.length, table).toBeGreaterThan(0);
      // The first that differs: all of them would fill pages.
      const first = rows.findIndex((row, index) => row !== expected[index]);
      expect([rows.length, rows[first]], table).toEqual([expected.length, expected[first]]);
    }
    const metrics = async (runtime: Runtime) =>
      JSON.stringify(await readMetrics(plan, runtime, { window: plan.window }));
    expect(await metrics(other)).toBe(await metrics(one));
    const steps = async (runtime: Runtime, id: string) =>
      (await showRun(runtime.warehouse, id)).steps
        .map(({ ms: _, ...step }) => step)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(await steps(other, run)).toEqual(await steps(one, record.id));
    const needs = Object.fromEntries(plan.nodes.map(node => [node.id, node.needs]));
    for (const { warehouse } of [one, other]) await requireOrder(warehouse, plan.pipeline, needs);
  }, 240_000);
});

/** All rows of a table as text, in an order of their own; what names a run or a time of writing is left out. */
async function rowsOf({ warehouse }: Runtime, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ row: string }>`
    select (to_jsonb(t) - array['first_run', 'last_run', 'run_seq', 'loaded_at', 'updated_at'])::text as row
    from ${sql.table(table)} as t order by 1`.execute(warehouse.db);
  return rows.map(({ row }) => row);
}

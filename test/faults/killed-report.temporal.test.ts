import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { showRun } from '../../core/warehouse/runs.ts';
import { readPdf } from '../reports/pdf-text.ts';
import { freshDatabase } from '../stores.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { workerAt } from './activity-story.ts';
import { browsersOf } from './browser-processes.ts';
import { faultProject } from './fault-project.ts';
import { type FaultScene, openFaultScene, type RunEnd } from './fault-scene.ts';
import { createRandom } from './random.ts';
import { startFleet, type WorkerFleet } from './worker-fleet.ts';

const address = inject('temporalAddress');
const missing = address === null || inject('postgresUrl') === null || process.platform !== 'linux';
const kills = Number(process.env.VERBATIM_TEST_REPORT_KILLS ?? 50);
/** Much longer than a busy machine keeps a live worker from showing that it lives, so that only kills lose attempts. */
const heartbeatMs = 2_000;
/** A report whose browser dies has failed itself, and may three times; under one whose workers die 20 may. */
const [browserKillsOfRun, workerKillsOfRun] = [2, 16];
const report = 'report.monthly-cx';

describe.skipIf(missing)('a report whose worker and browser are killed', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let scene: FaultScene;
  let fleet: WorkerFleet;
  const pids = new Set<number>();
  beforeAll(async () => {
    database = await freshDatabase();
    scene = await openFaultScene({
      files: faultProject({ pipelines: ['monthly'], rows: 600, report: true }),
      ...{ databaseUrl: database.target.url!, address: address!, namespace: await createNamespace(address!) },
    });
    fleet = startFleet({ size: 2, args: ['--cpu', '1'], ...scene.processes });
    await fleet.ready();
  });
  afterAll(async () => {
    await fleet?.stop();
    await scene?.close();
    await database?.remove();
  });

  test('50 times in all, ends as one whole PDF, with nothing half beside it and no browser left', async () => {
    const random = createRandom(977);
    const ends: RunEnd[] = [];
    let killed = { workers: 0, browsers: 0 };
    const total = (): number => killed.workers + killed.browsers;
    const startedAt = Date.now();
    while (total() < kills) {
      let ended = false;
      const before = killed;
      const run = scene.run('monthly', { heartbeatMs, force: true }).then(end => {
        ended = true;
        ends.push(end);
      });
      while (!ended && total() < kills && killed.workers - before.workers < workerKillsOfRun) {
        const worker = await atReport(() => ended);
        if (worker === null) break;
        pids.add(worker);
        await pause(random() * 2_500);
        const browser = browsersOf([worker])[0];
        if (total() % 2 === 0 || killed.browsers - before.browsers >= browserKillsOfRun) {
          if (fleet.kill(worker)) killed = { ...killed, workers: killed.workers + 1 };
        } else if (browser !== undefined && killBrowser(browser)) killed = { ...killed, browsers: killed.browsers + 1 };
      }
      await run;
    }
    const end = ends.at(-1)!;
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    process.stdout.write(
      `killed reports: ${killed.workers} workers and ${killed.browsers} browsers killed, ${ends.length} runs in ` +
        `${seconds} s\n`,
    );
    expect(ends.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    const files = readdirSync(join(scene.cwd, 'out')).sort();
    expect(files.filter(name => name.endsWith('.pdf'))).toHaveLength(1);
    expect(files.filter(name => name.startsWith('.') || /\.(part|partial|tmp)$/.test(name))).toEqual([]);
    expect(readdirSync(join(scene.cwd, '.verbatim/work'))).toEqual([]);
    const pdf = readFileSync(join(scene.cwd, 'out', files.find(name => name.endsWith('.pdf'))!));
    const shown = await showRun(await scene.warehouse(), end.run);
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(shown!.reports[0]!.sha256);
    expect((await readPdf(pdf)).pages.length).toBe(shown!.reports[0]!.pages);
    await fleet.stop();
    for (let look = 0; look < 50 && browsersOf([...pids]).length > 0; look += 1) await pause(100);
    expect(browsersOf([...pids])).toEqual([]);
  }, 900_000);

  /** The worker that is at the report, once one is; `null` when the run ends first. */
  async function atReport(ended: () => boolean): Promise<number | null> {
    const { workflow } = scene.temporal.client;
    for (; !ended(); await pause(50)) {
      for await (const { workflowId } of workflow.list({
        query: 'WorkflowType = "reportRun" and ExecutionStatus = "Running"',
      })) {
        const worker = await workerAt(scene.temporal, workflowId, report).catch(() => null);
        if (worker !== null && fleet.takesWork(worker)) return worker;
      }
    }
    return null;
  }
});

function killBrowser(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
    return false;
  }
}

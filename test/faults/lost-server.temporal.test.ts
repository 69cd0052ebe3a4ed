import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createRunId } from '../../core/warehouse/run-id.ts';
import { freshDatabase } from '../stores.ts';
import { findTemporal, startTemporal, type TemporalServer } from '../temporal-server.ts';
import { faultProject } from './fault-project.ts';
import { type FaultScene, openFaultScene } from './fault-scene.ts';
import { rowDigests } from './row-digests.ts';
import { holdBookmark } from './row-holds.ts';
import type { VerbatimProcess } from './verbatim-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'verbatim-lost-server-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(findTemporal() === null || inject('postgresUrl') === null)('a Temporal server that is lost', () => {
  let server: TemporalServer;
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let scene: FaultScene;
  let worker: VerbatimProcess | undefined;
  const dbFile = join(folder, 'temporal.db');
  beforeAll(async () => {
    server = await startTemporal({ dbFile });
    database = await freshDatabase();
    scene = await openFaultScene({
      files: faultProject({ pipelines: ['quiet', 'reading', 'scoring'], rows: 12_000 }),
      ...{ databaseUrl: database.target.url!, address: server.address, namespace: 'default' },
    });
  });
  afterAll(async () => {
    worker?.child.kill('SIGKILL');
    await scene?.close();
    await server?.stop();
    await database?.remove();
  });

  test.each([
    ['reading', 'stream:reading/survey/answers'],
    ['scoring', 'step:scoring/tone-en'],
  ])(
    'in the middle of %s, comes back and the run ends with the rows of an undisturbed one; meanwhile a start says that it is away',
    async (pipeline, bookmark) => {
      if (worker === undefined) {
        worker = scene.verbatim('worker', '--cpu', '2');
        await worker.says('takes work from');
        expect(await scene.run('quiet')).toMatchObject({ status: 'succeeded' });
      }
      const run = createRunId();
      const ended = scene.run(pipeline, { run, shards: 1 });
      const hold = await heldAt(bookmark);
      const killedAt = Date.now();
      await server.kill();
      await hold.release();
      const refused = scene.verbatim('run', 'quiet', '--engine', 'temporal', '--window', '2026-09');
      const { code } = await refused.ended;
      expect([code, refused.stderr()]).toEqual([4, expect.stringContaining('VB6005')]);
      const port = Number(server.address.split(':')[1]);
      server = await startTemporal({ dbFile, port });
      const awayMs = Date.now() - killedAt;
      expect(await ended).toMatchObject({ status: 'succeeded' });
      process.stdout.write(
        `lost server: away for ${awayMs} ms, the run ended ${Date.now() - killedAt - awayMs} ms after it was back\n`,
      );
      const wh = await scene.warehouse();
      expect(await rowDigests(wh, pipeline)).toEqual(await rowDigests(wh, 'quiet'));
      expect(worker.stderr()).not.toMatch(/non-?determinis/i);
      expect(worker.child.exitCode).toBe(null);
    },
  );

  test('leaves a worker that ends when it is told to', async () => {
    worker!.child.kill('SIGTERM');
    expect(await worker!.ended).toEqual({ code: 0, signal: null });
  });

  /** Keeps a run in the middle of the step whose bookmark it is. */
  async function heldAt(key: string) {
    const { db } = await scene.warehouse();
    const begun = () => db.selectFrom('bookmark').select('key').where('key', '=', key).executeTakeFirst();
    while ((await begun()) === undefined) await pause(10);
    const hold = await holdBookmark(database.target.url!, 'verbatim', key);
    await hold.waitedFor(1);
    return hold;
  }
});

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Cluster, findPostgres, startCluster } from '../postgres-cluster.ts';
import { createNamespace } from '../temporal-namespace.ts';
import { faultProject } from './fault-project.ts';
import { type FaultScene, openFaultScene, type RunEnd } from './fault-scene.ts';
import { createRandom } from './random.ts';
import { type RowDigests, rowDigests } from './row-digests.ts';
import { startFleet, type WorkerFleet } from './worker-fleet.ts';

const address = inject('temporalAddress');
const [kills, databaseStops] = [Number(process.env.VERBATIM_TEST_KILLS ?? 200), 5];
/** Runs at once, so that one that waits for its next attempt does not hold up the others. */
const lanes = 8;
const rows = 12_000;
/** A killed worker's step is begun anew after it; in use it is 30 s. */
const heartbeatMs = 2_000;
const quiet = 'quiet';
const disturbed = Array.from({ length: 200 }, (_, index) => `p${index + 1}`);

describe.skipIf(address === null || findPostgres() === null)('runs whose workers are killed', () => {
  let cluster: Cluster;
  let scene: FaultScene;
  let fleet: WorkerFleet;
  let measure: RowDigests;
  const digestsOf = async (pipelines: readonly string[]): Promise<RowDigests[]> => {
    const wh = await scene.warehouse();
    const digests: RowDigests[] = [];
    for (const pipeline of pipelines) digests.push(await rowDigests(wh, pipeline));
    return digests;
  };
  beforeAll(async () => {
    cluster = await startCluster(findPostgres()!);
    scene = await openFaultScene({
      files: faultProject({ pipelines: [quiet, ...disturbed], rows }),
      ...{ databaseUrl: cluster.url, address: address!, namespace: await createNamespace(address!) },
    });
    fleet = startFleet({ size: 3, args: ['--cpu', '1'], ...scene.processes });
    await fleet.ready();
    expect(await scene.run(quiet)).toMatchObject({ status: 'succeeded' });
    measure = (await digestsOf([quiet]))[0]!;
  });
  afterAll(async () => {
    await fleet?.stop();
    await scene?.close();
    cluster?.remove();
  });

  test('after 200 random kills and 5 immediate stops of the database every run ends with the rows of an undisturbed one', async () => {
    const random = createRandom(20_261_123);
    const ends = new Map<string, RunEnd>();
    const waiting = [...disturbed];
    let killed = 0;
    const lane = async (): Promise<void> => {
      while (killed < kills) {
        const pipeline = waiting.shift()!;
        ends.set(pipeline, await scene.run(pipeline, { heartbeatMs }));
      }
    };
    const startedAt = Date.now();
    const runs = Promise.all(Array.from({ length: lanes }, lane));
    for (let stops = 0; killed < kills; ) {
      await pause(200 + random() * 1_200);
      if (fleet.killOne(random)) killed += 1;
      if (stops < databaseStops && killed >= ((stops + 1) * kills) / (databaseStops + 1)) {
        stops += 1;
        cluster.crash();
        await pause(random() * 1_000);
        cluster.start();
      }
    }
    await runs;
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    process.stdout.write(
      `killed workers: ${killed} kills, ${databaseStops} database stops, ${ends.size} runs of ${rows} rows in ${seconds} s, ` +
        `${fleet.started()} workers started\n`,
    );
    expect([...ends.values()].filter(end => end.status !== 'succeeded')).toEqual([]);
    for (const digests of await digestsOf([...ends.keys()])) expect(digests).toEqual(measure);
    expect(fleet.deaths()).toEqual([]);
    expect(fleet.log()).not.toMatch(/non-?determinis/i);
  }, 900_000);
});

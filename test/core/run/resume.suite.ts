import { expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { resultsToKeep } from '../../../core/plan/resume.ts';
import { runInProcess } from '../../../core/run/engine.ts';
import { readRun } from '../../../core/run/read-run.ts';
import { stepsOf } from '../../../core/run/summary.ts';
import { readRunRows } from '../../../core/warehouse/run-read.ts';
import { startRun } from '../../../core/warehouse/start-run.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import type { TestStores } from '../../stores.ts';
import { answers, desk, planWith, runtimeWith } from './scene.ts';

const signal = new AbortController().signal;
const origin = (index: number) => ({ record: index + 1 });

/** Two streams of the same desk and the NPS over both: the second fails as long as the test says so. */
const twoStreams = (): Plan => {
  const plan = planWith();
  const [first, kpi] = plan.nodes as [Extract<Plan['nodes'][number], { kind: 'connector' }>, Plan['nodes'][number]];
  const second = { ...first, id: 'shop.answers', source: 'shop' };
  return { ...plan, width: 1, nodes: [first, second, { ...kpi, needs: [first.id, second.id] }] };
};

/** A desk that counts how often it is read and refuses the readings that the test names. */
const countedDesk = (refused: ReadonlySet<number>) => {
  let readings = 0;
  const plugin = desk(async function* () {
    readings += 1;
    if (refused.has(readings)) throw new VerbatimError('VB2104', 'column "nps" is missing');
    yield { rows: answers(40), origin };
    yield { checkpoint: 1 };
  });
  return { plugin, readings: () => readings };
};

export function resumeSuite(stores: TestStores): void {
  test('a retry runs what failed and what needed it, and takes over what succeeded', async () => {
    const source = countedDesk(new Set([2]));
    const wh = await stores.open();
    const { runtime, events, emit } = runtimeWith(wh, [source.plugin, nps]);
    const plan = twoStreams();
    const failed = await runInProcess(plan, runtime, { signal, emit });
    expect(failed.nodes.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'skipped']);
    const rows = await readRunRows(wh, failed.id);
    const done = resultsToKeep(rows.plan, plan, rows.steps);
    expect(Object.keys(done)).toEqual(['desk.answers']);
    events.length = 0;
    const again = await runInProcess(plan, runtime, { signal, emit, resume: { run: failed.id, done } });
    expect([again.id, again.status, source.readings()]).toEqual([failed.id, 'succeeded', 3]);
    // The story is told whole, so that whoever follows sees every step end.
    const told = events.flatMap(event => (event.type === 'node' && event.to !== 'running' ? [event.node] : []));
    expect(told).toEqual(['desk.answers', 'shop.answers', 'kpis']);
    expect(again.nodes[0]?.result).toEqual(failed.nodes[0]?.result);
  });

  test('the record read from the warehouse is the one that the run gave back', async () => {
    const source = countedDesk(new Set([2]));
    const wh = await stores.open();
    const { runtime, emit } = runtimeWith(wh, [source.plugin, nps]);
    const record = await runInProcess(twoStreams(), runtime, { signal, emit });
    const read = await readRun(wh, record.id);
    expect(stepsOf(read)).toEqual(stepsOf(record));
    const { startedAt: _, endedAt: __, ...rest } = read;
    expect(record).toMatchObject(JSON.parse(JSON.stringify(rest)));
  });

  test('a retry by another plan reads its streams from their beginning: a checkpoint covers what the plan said then', async () => {
    const wh = await stores.open();
    const { runtime, emit } = runtimeWith(wh, [countedDesk(new Set([2])).plugin, nps]);
    const { id } = await runInProcess(twoStreams(), runtime, { signal, emit });
    const place = () =>
      wh.db.selectFrom('bookmark').select(['state', 'batches']).where('key', 'like', '%desk%').execute();
    expect(await place()).toEqual([{ state: 1, batches: 1 }]);
    const other = { ...twoStreams(), digest: 'other' };
    const run = await startRun(wh, { plan: other, engine: 'in-process', id });
    expect([run.id, await place()]).toEqual([id, [{ state: null, batches: 0 }]]);
    // Only what succeeded is still recorded; the rest is to come.
    expect((await readRunRows(wh, id)).steps.map(step => step.node)).toEqual(['desk.answers']);
    await run.release();
  });

  test('a run that is at work has no record yet (VB6001), one that is unknown never (VB6002)', async () => {
    const wh = await stores.open();
    const run = await startRun(wh, { plan: twoStreams(), engine: 'in-process' });
    await expect(readRun(wh, run.id)).rejects.toMatchObject({ code: 'VB6001' });
    await expect(readRun(wh, 'none')).rejects.toMatchObject({ code: 'VB6002' });
    await run.release();
  });
}

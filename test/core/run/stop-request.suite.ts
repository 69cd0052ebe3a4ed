import { expect, test } from 'vitest';
import { runInProcess } from '../../../core/run/engine.ts';
import { findRunRows, readRunRows } from '../../../core/warehouse/run-read.ts';
import { listRuns } from '../../../core/warehouse/runs.ts';
import { closeLeft, startRun } from '../../../core/warehouse/start-run.ts';
import { askHolderToStop, askToStop } from '../../../core/warehouse/stop-request.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import { answers, desk, planWith, runtimeWith } from './scene.ts';

/** A desk that gives rows until its run is stopped, and tells when it has begun. */
function endlessDesk() {
  let begin = (): void => {};
  const begun = new Promise<void>(resolve => (begin = resolve));
  const plugin = desk(async function* () {
    for (let checkpoint = 1; ; checkpoint += 1) {
      yield { rows: answers(5), origin: index => ({ record: index + 1 }) };
      yield { checkpoint };
      begin();
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });
  return { plugin, begun };
}

export function stopRequestSuite({ open }: TestStores): void {
  const begin = async (wh: Warehouse) => {
    const { plugin, begun } = endlessDesk();
    const { runtime, events, emit } = runtimeWith(wh, [plugin]);
    const record = runInProcess(planWith(), runtime, { signal: new AbortController().signal, emit });
    await begun;
    return { record, events, id: (await listRuns(wh))[0]!.id };
  };
  const ask = async (wh: Warehouse, id: string) =>
    wh.dir === null
      ? await askToStop(wh, id, async () => (await findRunRows(wh, id))?.status !== 'running')
      : (await askHolderToStop(wh.dir, id)) === process.pid;

  test('a run in process that somebody asks to stop is cancelled at its next batch edge, and says so', async () => {
    const wh = await open();
    const { record, events, id } = await begin(wh);
    expect(await ask(wh, id)).toBe(true);
    expect(await record).toMatchObject({ id, status: 'cancelled' });
    expect(events).toContainEqual({ type: 'stop-asked', run: id });
  });

  test('who asks for another run is told that nobody hears, and the one at work goes on', async () => {
    const wh = await open();
    const { record, id } = await begin(wh);
    const other = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    if (wh.dir !== null) expect(await askHolderToStop(wh.dir, other)).toBeNull();
    expect(await closeLeft(wh, await readRunRows(wh, id))).toBe(false);
    expect((await findRunRows(wh, id))?.status).toBe('running');
    await ask(wh, id);
    await record;
  });

  test('a run whose process is gone is closed as cancelled', async () => {
    const wh = await open();
    const { id, release } = await startRun(wh, { plan: planWith(), engine: 'in-process' });
    await release();
    expect(await closeLeft(wh, await readRunRows(wh, id))).toBe(true);
    expect((await findRunRows(wh, id))?.status).toBe('cancelled');
  });
}

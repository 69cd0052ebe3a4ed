import { expect, test } from 'vitest';
import { VerbatimError } from '../../../core/errors.ts';
import { runInProcess } from '../../../core/run/engine.ts';
import type { RunEvent } from '../../../core/run/events.ts';
import { stepsOf } from '../../../core/run/summary.ts';
import { showRun } from '../../../core/warehouse/runs.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { onStore } from '../../stores.ts';
import { answers, desk, planWith, runtimeWith, secretReference, secretsOf } from './scene.ts';

const origin = (index: number) => ({ record: index + 1 });
const signal = new AbortController().signal;

onStore('pglite', 'what a run tells of a failure', stores => {
  test('keeps the place and the hint of a failure, in its record and in the stored run', async () => {
    const warehouse = await stores.open();
    const hint = 'export it as UTF-8';
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        yield { rows: [], origin };
        throw new VerbatimError('VB2101', 'not utf-8', { hint, at: { file: 'inbox/b.csv', line: 2 } });
      }),
      nps,
    ]);
    const record = await runInProcess(planWith(), runtime, { signal, emit });
    const error = {
      ...{ code: 'VB2101', class: 'source-contract', message: 'not utf-8', hint },
      at: { file: 'inbox/b.csv', line: 2, column: null },
    };
    expect(stepsOf(record)[0]!.error).toEqual(error);
    expect((await showRun(warehouse, record.id)).steps[0]!.error).toEqual(error);
  });

  test('tells of what a plugin throws, logs and gives back neither its secret nor a customer’s words', async () => {
    const [token, comment] = ['canary-7f3a/secret', 'Très déçu, rappelez-moi'];
    const words = `cannot read "${comment}" with ${token} at ${encodeURIComponent(token)}`;
    const warehouse = await stores.open();
    for (const thrown of [
      new TypeError(words),
      words,
      Object.assign(new Error(words), { name: words, code: words }),
      new VerbatimError('VB2001', `refused: ${token}`, { hint: `not ${token}`, at: { file: `${token}.csv` } }),
      new VerbatimError('VB4002', `refused: ${btoa(token)}`),
    ]) {
      const scene = runtimeWith(warehouse, [
        desk(async function* (context) {
          context.log(`asked with ${token}`, { url: `https://desk.example/?key=${encodeURIComponent(token)}` });
          yield { rows: answers(1, () => ({ comment })), origin };
          throw thrown;
        }),
        nps,
      ]);
      const abort = new AbortController();
      const emit = (event: RunEvent): void => {
        scene.emit(event);
        // The waiting between attempts need not be waited for.
        if (event.type === 'retry') abort.abort();
      };
      const environment = secretsOf({ TOKEN: token });
      const plan = planWith({ options: { token: secretReference('TOKEN') } });
      const record = await runInProcess(plan, { ...scene.runtime, environment }, { signal: abort.signal, emit });
      expect(record.status).not.toBe('succeeded');
      const rows = await warehouse.db.selectFrom('run_step').selectAll().execute();
      const told = JSON.stringify([scene.events, record, rows]);
      expect(told).toContain(`asked with ${secretReference('TOKEN')}`);
      for (const canary of [token, encodeURIComponent(token), btoa(token), comment]) expect(told).not.toContain(canary);
    }
  });
});

import { expect, test } from 'vitest';
import { z } from 'zod';
import { VerbatimError } from '../../../core/errors.ts';
import { runInProcess } from '../../../core/run/engine.ts';
import { readMetrics } from '../../../core/run/metrics.ts';
import { stepsOf } from '../../../core/run/summary.ts';
import { defineEnrichment, type Enrichment } from '../../../core/sdk.ts';
import { listQuarantine } from '../../../core/warehouse/quarantine.ts';
import { showRun } from '../../../core/warehouse/runs.ts';
import { nps } from '../../../plugins/kpis/nps.ts';
import { onStore } from '../../stores.ts';
import { answers, desk, planWith, runtimeWith } from './scene.ts';

const origin = (index: number) => ({ record: index + 1 });
const signal = new AbortController().signal;

const enrichment = (open: Enrichment['open']): Enrichment =>
  defineEnrichment<unknown>({
    id: 'stamp',
    version: '1.0.0',
    title: 'Stamp',
    stability: 'experimental',
    options: z.strictObject({}),
    examples: [],
    stage: 'before-write',
    reads: ['comment'],
    writes: ['comment'],
    open,
  });

onStore('pglite', 'a run in this process', stores => {
  test('reads, loads and measures: 40 nines give an NPS of 100', async () => {
    const rows = answers(40);
    const { runtime, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        yield { rows, origin };
        yield { checkpoint: 1 };
      }),
      nps,
    ]);
    const plan = planWith();
    const record = await runInProcess(plan, runtime, { signal, emit });
    expect(record.status).toBe('succeeded');
    expect(stepsOf(record).map(step => [step.id, step.read, step.written])).toEqual([
      ['desk.answers', 40, 40],
      ['kpi.nps', 1, 1],
    ]);
    const [total] = await readMetrics(plan, runtime, { window: plan.window });
    expect(total).toMatchObject({ kpi: 'nps', value: 100, n: 40, cell: {} });
  });

  test('texts that are stored in another form than they came in are counted, record by record, and told', async () => {
    const comments = ['e\u0301te\u0301', 'nul \0', 'half \ud83d', 'été', null];
    const { runtime, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        yield { rows: answers(5, index => ({ comment: comments[index]! })), origin };
      }),
      nps,
    ]);
    const { nodes } = await runInProcess(planWith(), runtime, { signal, emit });
    expect(nodes[0]!.result!.notes).toEqual([
      expect.stringMatching(/^3 records of desk\.answers had text that is stored in another form/),
    ]);
  });

  test('tries again after a fault that may pass, from the last checkpoint, and counts no row twice', async () => {
    let attempts = 0;
    const { runtime, events, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        attempts += 1;
        if (attempts === 1) {
          yield { rows: answers(10), origin };
          yield { checkpoint: 1 };
          throw new VerbatimError('VB4002', 'the line broke');
        }
        yield { rows: answers(10).map(row => ({ ...row, id: `S${row.id}` })), origin };
        yield { checkpoint: 2 };
      }),
      nps,
    ]);
    const record = await runInProcess(planWith(), runtime, { signal, emit });
    expect(record.nodes[0]).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(record.nodes[0]!.result!.counts).toMatchObject({ read: 20, written: 20 });
    expect(events.filter(event => event.type === 'retry')).toHaveLength(1);
  });

  test('does not try again what cannot pass, and skips what needed it', async () => {
    let attempts = 0;
    const { runtime, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        attempts += 1;
        yield { rows: [], origin };
        throw new VerbatimError('VB2104', 'column "note" is missing');
      }),
      nps,
    ]);
    const record = await runInProcess(planWith(), runtime, { signal, emit });
    expect(attempts).toBe(1);
    expect(record.nodes.map(node => [node.node.id, node.status])).toEqual([
      ['desk.answers', 'failed'],
      ['kpis', 'skipped'],
    ]);
    expect(record.nodes[0]!.failure).toMatchObject({ code: 'VB2104', class: 'source-contract' });
  });

  test('stops beyond the limit of refused rows, and keeps what was read and why rows were refused', async () => {
    const warehouse = await stores.open();
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        yield { rows: answers(10, index => ({ nps: index < 3 ? 11 : 9 })), origin };
        yield { checkpoint: 1 };
      }),
      nps,
    ]);
    const record = await runInProcess(planWith({ limits: { rows: 2, rate: null } }), runtime, { signal, emit });
    expect(record.nodes[0]!.failure).toMatchObject({ code: 'VB2301' });
    // Told with what is stored of it, by the run and by whoever looks it up.
    const counts = { read: 10, written: 7, unchanged: 0, rejected: 3, deduplicated: 0, filtered: 0 };
    expect(stepsOf(record)[0]).toMatchObject({ status: 'failed', ...counts });
    expect((await showRun(warehouse, record.id)).steps[0]).toMatchObject({ status: 'failed', ...counts });
    const refused = [];
    for await (const entry of listQuarantine(warehouse, { pipeline: 'monthly' })) refused.push(entry.code);
    expect(refused).toEqual(['VB2202', 'VB2202', 'VB2202']);
  });

  test('goes on within the limit of refused rows', async () => {
    const { runtime, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        yield { rows: answers(10, index => ({ nps: index < 2 ? 11 : 9 })), origin };
      }),
      nps,
    ]);
    const record = await runInProcess(planWith({ limits: { rows: 2, rate: 0.2 } }), runtime, { signal, emit });
    expect(record.status).toBe('succeeded');
    expect(record.nodes[0]!.result!.counts).toMatchObject({ read: 10, written: 8, rejected: 2 });
  });

  test('refuses the one record on which an enrichment throws, and stores the others', async () => {
    const warehouse = await stores.open();
    const touchy = enrichment(async () => batch => {
      if (batch.some(one => one.comment === 'boom')) throw new Error('cannot');
      return batch.map(one => ({ ...one, comment: 'seen' }));
    });
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        yield { rows: answers(5, index => ({ comment: index === 2 ? 'boom' : 'fine' })), origin };
      }),
      touchy,
      nps,
    ]);
    const record = await runInProcess(planWith({ enrich: ['stamp'] }), runtime, { signal, emit });
    expect(record.nodes[0]!.result!.counts).toMatchObject({ read: 5, written: 4, rejected: 1 });
    const stored = await warehouse.db
      .selectFrom('feedback')
      .select(['external_id', 'comment'])
      .orderBy('external_id')
      .execute();
    expect(stored.map(row => `${row.external_id} ${row.comment}`)).toEqual([
      'R1 seen',
      'R2 seen',
      'R4 seen',
      'R5 seen',
    ]);
  });

  test('keeps a row that has no cells as it was read, but never where texts are rewritten before they are stored', async () => {
    const raw = 'R1;call me on 06 12 34 56 78';
    const bad = { raw, code: 'VB2106', why: 'too few cells', origin: { record: 1 } };
    for (const enrich of [[], ['stamp']]) {
      const warehouse = await stores.open();
      const { runtime, emit } = runtimeWith(warehouse, [
        desk(async function* () {
          yield { bad };
        }),
        enrichment(async () => batch => batch),
        nps,
      ]);
      await runInProcess(planWith({ enrich }), runtime, { signal, emit });
      const kept = [];
      for await (const entry of listQuarantine(warehouse, { pipeline: 'monthly' })) kept.push(entry.raw);
      expect(kept).toEqual([enrich.length === 0 ? raw : '']);
      await warehouse.close();
    }
  });

  test('fails a plugin that gives back another number of records than it got', async () => {
    const forgetful = enrichment(async () => batch => batch.slice(1));
    const { runtime, emit } = runtimeWith(await stores.open(), [
      desk(async function* () {
        yield { rows: answers(3), origin };
      }),
      forgetful,
      nps,
    ]);
    const record = await runInProcess(planWith({ enrich: ['stamp'] }), runtime, { signal, emit });
    expect(record.nodes[0]!.failure).toMatchObject({ code: 'VB3004' });
  });

  test('stops at a batch edge when it is cancelled: committed rows stay, nothing is left open', async () => {
    const warehouse = await stores.open();
    const controller = new AbortController();
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        yield { rows: answers(4), origin };
        yield { checkpoint: 1 };
        controller.abort(new Error('interrupted'));
        yield { rows: answers(8), origin };
        yield { checkpoint: 2 };
      }),
      nps,
    ]);
    const record = await runInProcess(planWith(), runtime, { signal: controller.signal, emit });
    expect(record.status).toBe('cancelled');
    expect(record.nodes.map(node => node.status)).toEqual(['cancelled', 'cancelled']);
    const { count } = await warehouse.db
      .selectFrom('feedback')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect([0, 4]).toContain(count);
  });

  test('refuses a second run of the same window while the first is active', async () => {
    const warehouse = await stores.open();
    let second: unknown;
    const { runtime, emit } = runtimeWith(warehouse, [
      desk(async function* () {
        second = await runInProcess(planWith(), runtime, { signal, emit }).catch(error => error);
        yield { rows: answers(1), origin };
      }),
      nps,
    ]);
    expect((await runInProcess(planWith(), runtime, { signal, emit })).status).toBe('succeeded');
    expect(second).toMatchObject({ code: 'VB6001' });
  });
});

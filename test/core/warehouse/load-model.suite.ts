import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStream } from '../../../core/warehouse/load.ts';
import { endRun } from '../../../core/warehouse/runs.ts';
import { startRun } from '../../../core/warehouse/start-run.ts';
import type { TestStores } from '../../stores.ts';
import { type Batch, batch, feedback, options, stored, testNode, testPlan, write } from './load-fixture.ts';

/** One record of a source: a key, its content, or a bad one. */
const record = fc.oneof(
  { weight: 8, arbitrary: fc.record({ key: fc.integer({ min: 0, max: 9 }), content: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant(null) },
);

/** What a source holds in one run, how it is cut into batches, and after which batches an attempt dies. */
const runOf = fc.record({
  records: fc.array(record, { maxLength: 30 }),
  cut: fc.integer({ min: 1, max: 7 }),
  checkpointEvery: fc.integer({ min: 1, max: 3 }),
  deaths: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
  mode: fc.constantFrom('incremental' as const, 'full' as const),
});

type Run = typeof runOf extends fc.Arbitrary<infer Value> ? Value : never;

function batchesOf({ records, cut, checkpointEvery }: Run): Batch[] {
  const batches: Batch[] = [];
  for (let from = 0; from < records.length; from += cut) {
    const slice = records.slice(from, from + cut);
    const good = slice.filter(one => one !== null);
    const bad = slice.flatMap((one, index) => (one === null ? [from + index] : []));
    const number = batches.length + 1;
    batches.push(
      batch(
        good.map(({ key, content }) => feedback(`k${key}`, { comment: `content ${content}` })),
        {
          rejects: bad.map(place => ({
            code: 'VB2201',
            reason: 'bad',
            origin: { record: place },
            raw: `bad ${place}`,
          })),
          state: number % checkpointEvery === 0 ? { batch: number } : null,
        },
      ),
    );
  }
  return batches;
}

export function loadModelSuite({ open, kind }: TestStores): void {
  test('any sequence of runs, cut into any batches and killed anywhere, leaves the table of a plain map, and every run adds up', async () => {
    const wh = await open();
    const property = fc.asyncProperty(fc.array(runOf, { minLength: 1, maxLength: 3 }), async runs => {
      await wh.db.deleteFrom('feedback').execute();
      const model = new Map<string, string>();
      for (const one of runs) {
        const before = new Map(model);
        const plan = testPlan();
        const run = await startRun(wh, { plan, engine: 'in-process' });
        const writing = options(run, { node: { ...testNode, mode: one.mode } });
        const batches = batchesOf(one);
        for (const death of one.deaths) {
          const dying = await openStream(wh, writing);
          const from = (dying.state as { batch: number } | null)?.batch ?? 0;
          for (const part of batches.slice(from, from + death)) await write(dying, part);
        }
        const writer = await openStream(wh, writing);
        for (const part of batches.slice((writer.state as { batch: number } | null)?.batch ?? 0))
          await write(writer, part);
        const counts = await writer.finish();
        await endRun(wh, run, 'succeeded');

        const seen = new Set<string>();
        for (const item of one.records) {
          if (item === null) continue;
          seen.add(`k${item.key}`);
          model.set(`k${item.key}`, `content ${item.content}`);
        }
        if (one.mode === 'full' && one.records.length > 0)
          for (const key of [...model.keys()]) if (!seen.has(key)) model.delete(key);

        expect(await stored(wh)).toEqual(Object.fromEntries([...model].sort(([a], [b]) => (a < b ? -1 : 1))));
        expect(counts.read).toBe(one.records.length);
        expect(counts.rejected).toBe(one.records.filter(item => item === null).length);
        expect(counts.read).toBe(counts.written + counts.unchanged + counts.rejected + counts.deduplicated);
        // Every key whose content is another one now was written; none more often than once.
        const changed = [...seen].filter(key => before.get(key) !== model.get(key)).length;
        expect(counts.written).toBeGreaterThanOrEqual(changed);
        expect(counts.written).toBeLessThanOrEqual(seen.size);
      }
    });
    await fc.assert(property, { numRuns: kind === 'postgres' ? 60 : 25, seed: 2026 });
  });
}

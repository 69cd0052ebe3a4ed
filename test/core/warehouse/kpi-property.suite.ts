import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { monthWindow } from '../../../core/model/window.ts';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import { readParts } from '../../../core/warehouse/kpi-read.ts';
import { assignScheme } from '../../../core/warehouse/segment.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import type { TestStores } from '../../stores.ts';
import {
  answerKpi,
  type Given,
  givenFeedback,
  givenStream,
  pipeline,
  removeFeedback,
  volumeKpi,
} from './given-feedback.ts';

/** What holds of daily parts whatever the feedback. */
export function kpiPropertySuite({ open }: TestStores): void {
  test('after any edits, days computed one by one equal days computed all at once', async () => {
    const wh = await open();
    const streams = [await givenStream(wh), await givenStream(wh, { source: 'reviews' })];
    await fc.assert(
      fc.asyncProperty(
        zone,
        fc.array(fc.array(edit, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        async (timezone, rounds) => {
          await clear(wh);
          const kpis = [
            answerKpi({ by: ['channel', 'segment.mood'] }),
            volumeKpi({ by: ['source', 'attribute.region'] }),
          ];
          for (const edits of rounds) {
            for (const one of edits) await apply(wh, streams, timezone, one);
            await refreshKpis(wh, { pipeline, timezone, kpis });
          }
          const stepwise = await dailyRows(wh);
          await sql`truncate kpi_daily, kpi_definition`.execute(wh.db);
          await refreshKpis(wh, { pipeline, timezone, kpis });
          expect(stepwise).toEqual(await dailyRows(wh));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('parts add up: cells to the total, days to months, subsets of dimensions to each other', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const timezone = 'Europe/Paris';
    const windows = ['2026-03', '2026-10', '2026-11'].map(month => monthWindow(month, timezone));
    const by = ['channel', 'attribute.region'];
    const nps = answerKpi({ by });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(feedback, { selector: ({ id }) => id, maxLength: 12 }), async rows => {
        await clear(wh);
        await givenFeedback(wh, stream, rows);
        await refreshKpis(wh, { pipeline, timezone, kpis: [nps] });
        const read = (dimensions: readonly string[]) =>
          readParts(wh, { pipeline, definition: nps, windows, timezone, by: dimensions });
        const total = await read([]);
        expect(total).toHaveLength(windows.length);
        for (const dimensions of [['channel'], ['attribute.region'], by, [...by].reverse()]) {
          const cells = await read(dimensions);
          for (const [index, window] of windows.entries()) {
            for (const [name, sum] of Object.entries(total[index]!.parts)) {
              const parts = cells.filter(cell => cell.window === window).map(cell => cell.parts[name]!);
              // Scores are halves here, so the sums are exact in binary too.
              expect(parts.reduce((left, right) => left + right, 0)).toBe(sum);
            }
          }
        }
        const scored = rows.flatMap(({ answers }) => answers?.nps ?? []);
        expect(total.reduce((sum, { parts }) => sum + parts.n!, 0)).toBe(scored.length);
        expect(total.reduce((sum, { parts }) => sum + parts.sum!, 0)).toBe(
          scored.reduce((left, right) => left + right, 0),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('any text is a value of a dimension, and any name is an attribute', async () => {
    const wh = await open();
    const stream = await givenStream(wh);
    const timezone = 'Europe/Paris';
    const text = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom(...hostile)).filter(storable);
    await fc.assert(
      fc.asyncProperty(text, text, async (name, value) => {
        await clear(wh);
        await givenFeedback(wh, stream, [{ id: '1', answers: { nps: 10 }, attributes: { [name]: value } }]);
        const nps = answerKpi({ by: [`attribute.${name}`, `segment.${name}`] });
        await assignScheme(wh, {
          pipeline,
          timezone,
          scheme: { name, rules: [{ name: value, when: { [`attribute.${name}`]: { eq: value } } }], otherwise: null },
        });
        await refreshKpis(wh, { pipeline, timezone, kpis: [nps] });
        const windows = [monthWindow('2026-10', timezone)];
        const cells = await readParts(wh, { pipeline, definition: nps, windows, timezone, by: nps.use.by });
        expect(cells.map(({ cell, parts }) => [cell, parts.n])).toEqual([
          [{ [`attribute.${name}`]: value, [`segment.${name}`]: value }, 1],
        ]);
      }),
      { numRuns: 40 },
    );
  });
}

const hostile = [
  `'; drop table feedback; --`,
  '"',
  '$1',
  '\\',
  '%s',
  '{}',
  'a.b',
  'null',
  '`x`',
  '__proto__',
  'constructor',
];
const storable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);

/** Zones whose midnights are missing (Beirut in March), double (Havana in November), or far from UTC. */
const zone = fc.constantFrom(
  'Europe/Paris',
  'America/Havana',
  'Asia/Beirut',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'UTC',
);

/** Hours around every change of clocks of those zones in 2026, and some far from any. */
const instant = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-11-01', '2026-11-15'),
    fc.integer({ min: 0, max: 24 * 4 }),
  )
  .map(([day, quarter]) => new Date(Date.parse(`${day}T00:00:00Z`) + quarter * 15 * 60_000).toISOString());

const feedback: fc.Arbitrary<Given> = fc.record(
  {
    id: fc.constantFrom(...'abcdefghijkl'),
    at: instant,
    channel: fc.constantFrom('web', 'store'),
    comment: fc.constant('x'),
    answers: fc.record({ nps: fc.option(fc.integer({ min: 0, max: 20 }).map(halves => halves / 2)) }),
    attributes: fc.record({ region: fc.constantFrom('Nord', 'Sud', null) }),
  },
  { requiredKeys: ['id', 'at'] },
);

type Edit =
  | { readonly put: Given; readonly stream: 0 | 1 }
  | { readonly remove: string; readonly stream: 0 | 1 }
  | { readonly fansFrom: number };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ put: feedback, stream: fc.constantFrom<0 | 1>(0, 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ remove: fc.constantFrom(...'abcdefghijkl'), stream: fc.constantFrom<0 | 1>(0, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ fansFrom: fc.integer({ min: 5, max: 10 }) }) },
);

async function apply(wh: Warehouse, streams: readonly number[], timezone: string, one: Edit): Promise<void> {
  if ('put' in one) return await givenFeedback(wh, streams[one.stream]!, [one.put], timezone);
  if ('remove' in one) return await removeFeedback(wh, streams[one.stream]!, one.remove, timezone);
  const rules = [{ name: 'fan', when: { 'answer.nps': { gte: one.fansFrom } } }];
  await assignScheme(wh, { pipeline, timezone, scheme: { name: 'mood', rules, otherwise: null } });
}

async function clear(wh: Warehouse): Promise<void> {
  await sql`truncate feedback, segment_membership, segment_scheme, annotation, dirty_day, kpi_daily, kpi_definition`.execute(
    wh.db,
  );
}

async function dailyRows(wh: Warehouse): Promise<readonly unknown[]> {
  const { rows } = await sql`
    select d.kpi, k.day, k.cell, k.counts, k.sums from kpi_daily as k join kpi_definition as d on d.id = k.definition_id
    order by d.kpi, k.day, k.cell`.execute(wh.db);
  return rows;
}

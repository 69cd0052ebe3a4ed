import { expect, test } from 'vitest';
import { csat } from '../../../plugins/kpis/csat.ts';
import { golden } from '../stats/golden.ts';
import { useKpi } from './lumiere.ts';
import type { Fact } from './memory-reader.ts';
import { ago, build, inputOf, npsFact } from './scene.ts';

const input = inputOf({ kpis: [useKpi(csat, { by: ['channel'] })] });
const satisfied = (when: string, channel: string, positive: number, n: number): Fact => ({
  kpi: 'kpi.csat',
  month: when,
  cell: { channel },
  parts: { n, positive },
});

// The worked case: phone 90 → 91 %, web 70 → 74 %, and the weights change places.
const turned = [
  satisfied(ago(1), 'phone', 630, 700),
  satisfied(ago(1), 'web', 210, 300),
  satisfied(ago(0), 'phone', 273, 300),
  satisfied(ago(0), 'web', 518, 700),
];

test('both channels rise and the total falls: the first page says rate +2.5 and mix -7.4', async () => {
  const { summary } = await build(turned, [], input);
  const mix = summary.why[0]!;
  expect(mix.id).toBe('why.mix');
  const number = (name: string) => (mix.values[name] as { value: number }).value;
  expect(number('delta')).toBeCloseTo(golden.mix_rate.is.delta, 9);
  expect(number('rate')).toBeCloseTo(golden.mix_rate.is.midpoint.rate, 9);
  expect(number('mix')).toBeCloseTo(golden.mix_rate.is.midpoint.mix, 9);
});

test('where rates and total move together, the sentence is not said', async () => {
  const together = [
    satisfied(ago(1), 'phone', 300, 400),
    satisfied(ago(0), 'phone', 200, 400),
    satisfied(ago(0), 'web', 300, 600),
    satisfied(ago(1), 'web', 420, 600),
  ];
  const { summary } = await build(together, [], input);
  expect(summary.why.map(({ id }) => id)).not.toContain('why.mix');
});

test('the segment that carries a detected change is named with its share', async () => {
  // phone falls from 30 to -30 on half of the answers, web stays at 30: all of the -30 is phone's.
  const facts = [
    npsFact(ago(1), 'phone', [100, 60, 40]),
    npsFact(ago(1), 'web', [100, 60, 40]),
    npsFact(ago(0), 'phone', [40, 60, 100]),
    npsFact(ago(0), 'web', [100, 60, 40]),
  ];
  const { summary } = await build(facts);
  const carrier = summary.why.find(({ id }) => id === 'why.carrier')!;
  expect(carrier.values.segment).toMatchObject({ text: { en: 'Phone' } });
  expect((carrier.values.share as { value: number }).value).toBeCloseTo(-30, 9);
});

test('a segment below its base in one of the months is not named as the carrier', async () => {
  const facts = [
    npsFact(ago(1), 'phone', [10, 6, 4]),
    npsFact(ago(1), 'web', [300, 60, 40]),
    npsFact(ago(0), 'phone', [40, 60, 200]),
    npsFact(ago(0), 'web', [310, 60, 30]),
  ];
  const { summary } = await build(facts);
  expect(summary.tiles[0]?.previous?.verdict).toBe('down');
  expect(summary.why.map(({ id }) => id)).not.toContain('why.carrier');
});

test('a segment that rose is not named for a fall that its smaller weight made', async () => {
  // web 65 → 70 but from nine tenths of the answers to half, phone stays low: all of the fall is mix.
  const facts = [
    npsFact(ago(1), 'web', [700, 250, 50]),
    npsFact(ago(1), 'phone', [40, 40, 31]),
    npsFact(ago(0), 'web', [380, 90, 30]),
    npsFact(ago(0), 'phone', [180, 180, 140]),
  ];
  const { summary } = await build(facts);
  expect(summary.tiles[0]?.previous?.verdict).toBe('down');
  expect(summary.why.map(({ id }) => id)).not.toContain('why.carrier');
  expect(summary.why[0]?.id).toBe('why.mix');
});

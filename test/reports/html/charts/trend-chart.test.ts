import { describe, expect, test } from 'vitest';
import { trendChart } from '../../../../reports/html/charts/trend-chart.ts';
import type { TrendMonth, TrendWords } from '../../../../reports/html/charts/trend-frame.ts';
import { createPalette } from '../../../../reports/html/palette.ts';

const palette = createPalette({ ink: '#14213d', accent: '#1d5fa8' });
const words: TrendWords = {
  alternative: 'NPS by month',
  upperLimit: 'upper',
  lowerLimit: 'lower',
  centre: 'mean',
  base: 'answers',
  value: value => value.toFixed(1),
  tick: (value, digits) => value.toFixed(digits),
  count: n => String(n),
};
const month = (label: string, value: number | null, more: Partial<TrendMonth> = {}): TrendMonth => ({
  label,
  value,
  low: value === null ? null : value - 2,
  high: value === null ? null : value + 2,
  n: 100,
  limits: null,
  signal: false,
  ...more,
});
const draw = (
  months: readonly TrendMonth[],
  centre: number | null = null,
  tone: 'good' | 'bad' | 'neutral' = 'neutral',
) => trendChart(months, centre, tone, 140, 1, words, palette)?.html ?? null;
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(match => match[1]!);
/** What stands in the parts of a chart that bear a name. */
const partsOf = (svg: string, name: string): string[] =>
  [...svg.matchAll(new RegExp(`<g[^>]* class="${name}"[^>]*>.*?</g>`, 'g'))].map(match => match[0]);
const series = (values: readonly (number | null)[]) => values.map((value, index) => month(`m${index}`, value));

describe('hard cases', () => {
  test('no month, or none with a figure, is no chart', () => {
    expect(draw([])).toBeNull();
    expect(draw(series([null, null]))).toBeNull();
  });

  test.each([
    ['one month', [5]],
    ['all equal', [5, 5, 5]],
    ['all zero', [0, 0]],
    ['forty months', Array.from({ length: 40 }, (_, index) => Math.sin(index) * 30)],
    ['gaps everywhere', [null, 3, null, 4, null]],
    ['huge values', [1e15, -1e15, 3]],
    ['tiny differences', [1, 1 + 1e-12]],
  ] as const)('%s draws with finite coordinates', (_name, values) => {
    const svg = draw(series(values))!;
    expect(svg).toContain('role="img" aria-label="NPS by month"');
    expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(svg).toMatch(/<circle/);
  });

  test('a month without interval, limits and base still draws its point', () => {
    const svg = draw([month('m', 3, { low: null, high: null, n: null })])!;
    expect(svg).toMatch(/<circle/);
    expect(svg).not.toMatch(/<rect/);
  });
});

test('the line breaks at a gap, and does not bridge it', () => {
  const [line] = partsOf(draw(series([1, 2, null, 3, 4]))!, 'months');
  const path = / d="([^"]*)"/.exec(line!)![1]!;
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path.match(/L/g)).toHaveLength(2);
});

test('every number on it is one of its data, or a round one of its scale', () => {
  const months = [
    month('Jan', 30, { limits: { low: 25.5, high: 36.5 } }),
    month('Feb', 33.5),
    month('Mar', 27.4, { limits: { low: 26, high: 36 }, n: 250 }),
  ];
  const svg = draw(months, 31.2)!;
  // 25.4 (27.4 − 2) to 36.5 is 11.1 wide: four steps of 2.8, nearest round step 2
  const scale = ['26', '28', '30', '32', '34', '36'];
  expect(textsOf(partsOf(svg, 'scale').join('')).toSorted()).toEqual(scale);
  // last month, limits of the last month that has them, centre, largest base
  expect(textsOf(svg).toSorted()).toEqual(
    [...scale, '27.4', 'upper 36.0', 'lower 26.0', 'mean 31.2', '250', 'Jan', 'Feb', 'Mar', 'answers'].toSorted(),
  );
});

test('the same data give the same text', () => {
  expect(draw(series([1, 2, null, 3]))).toBe(draw(series([1, 2, null, 3])));
});

test('coordinates are told to hundredths, and no part says its English name', () => {
  const svg = draw(series([1, 2.123456, Math.PI]))!;
  expect(svg).not.toMatch(/\d\.\d{3}/);
  expect(svg.match(/aria-/g)).toHaveLength(1);
  expect(svg).not.toContain('<style');
});

test('the limits are steps that follow each month, and break where a month has none', () => {
  const limits = { low: 0, high: 9 };
  const [high] = partsOf(draw([month('a', 1, { limits }), month('b', 2), month('c', 3, { limits })])!, 'limit');
  const path = / d="([^"]*)"/.exec(high!)![1]!;
  expect(path.match(/M/g)).toHaveLength(2);
});

test('at most nine months are named, the last one always', () => {
  const named = textsOf(draw(series(Array.from({ length: 25 }, (_, index) => index)))!).filter(text =>
    text.startsWith('m'),
  );
  // 25 months, each third counted back from the last: 24, 21, … 0
  expect(named).toEqual(['m0', 'm3', 'm6', 'm9', 'm12', 'm15', 'm18', 'm21', 'm24']);
});

test('the last month has the colour of its verdict and no other month has', () => {
  const svg = draw(series([1, 2, 3]), null, 'bad')!;
  const [dot, value] = partsOf(svg, 'last-month');
  expect(dot).toContain(`fill="${palette.bad}"`);
  expect(dot!.match(/<circle/g)).toHaveLength(1);
  expect(textsOf(value!)).toEqual(['3.0']);
  expect(draw(series([1, 2, 3]))!).not.toContain(palette.bad);
});

test('months with a signal are ringed', () => {
  const svg = draw([month('a', 1), month('b', 9, { signal: true }), month('c', 2)])!;
  expect(partsOf(svg, 'signal-ring')).toHaveLength(1);
  expect(partsOf(svg, 'signal-ring')[0]!.match(/<circle/g)).toHaveLength(1);
  expect(partsOf(draw(series([1, 9, 2]))!, 'signal-ring')).toEqual([]);
});

test('long bases get the room that they need', () => {
  const svg = trendChart(
    series([1, 2]),
    null,
    'neutral',
    140,
    1,
    { ...words, count: () => '123 456 789 012' },
    palette,
  )!.html;
  const left = Math.min(...[...svg.matchAll(/<line[^>]* x1="([\d.]+)"/g)].map(match => Number(match[1])));
  expect(left).toBeGreaterThan('123 456 789 012'.length * 5);
});

test('words are escaped', () => {
  expect(draw([month('<b>&', 1)])).toContain('&lt;b&gt;&amp;');
});

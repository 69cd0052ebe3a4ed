import { expect, test } from 'vitest';
import { sparkLine } from '../../../../reports/html/charts/spark-line.ts';
import { createPalette } from '../../../../reports/html/palette.ts';

const palette = createPalette({ ink: '#14213d', accent: '#1d5fa8' });
const draw = (values: readonly (number | null)[]): string | null =>
  sparkLine(values, { width: 80, height: 24 }, 'NPS over time', palette)?.html ?? null;

test('without a figure there is nothing to draw', () => {
  expect(draw([])).toBeNull();
  expect(draw([null, null])).toBeNull();
});

test('gaps stay blank, and a month alone between gaps is a small dot', () => {
  const svg = draw([1, 2, null, 3, null, 4])!;
  expect(/<path d="([^"]*)"/.exec(svg)![1]!.match(/M/g)).toHaveLength(3);
  expect(svg.match(/r="1.1"/g)).toHaveLength(1);
});

test('the last month is a dot, unless it has no figure', () => {
  expect(draw([1, 2])).toContain('r="2.6"');
  expect(draw([1, null])).not.toContain('r="2.6"');
});

test.each([[[5]], [[5, 5, 5]], [[0, 0]], [[1e300, -1e300]]])('%j draws with finite coordinates', values => {
  expect(draw(values)).not.toMatch(/NaN|Infinity|undefined/);
});

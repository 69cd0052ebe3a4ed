import { expect, test } from 'vitest';
import { intervalStrip, type Strip } from '../../../../reports/html/charts/interval-strip.ts';
import { createPalette } from '../../../../reports/html/palette.ts';

const palette = createPalette({ ink: '#14213d', accent: '#1d5fa8' });
const draw = (strip: Partial<Strip>): string =>
  intervalStrip(
    { value: 50, low: 40, high: 60, reference: null, domain: [0, 100], indicative: false, ...strip },
    110,
    'NPS 50',
    palette,
  ).html;
const numberOf = (svg: string, pattern: RegExp): number => Number(pattern.exec(svg)![1]);

test('dot, band and mark stand where their values are', () => {
  // 0..100 on 5..105: a value v stands at 5 + v
  const svg = draw({ reference: 20 });
  expect(numberOf(svg, /<circle cx="([\d.]+)"/)).toBe(55);
  expect(numberOf(svg, /<rect x="([\d.]+)"/)).toBe(45);
  expect(numberOf(svg, /<rect[^>]*width="([\d.]+)"/)).toBe(20);
  expect(numberOf(svg, /<line x1="([\d.]+)"[^>]*stroke-dasharray/)).toBe(25);
});

test('without an interval there is a dot and no band; without a comparison no mark', () => {
  const svg = draw({ low: null, high: null });
  expect(svg).toContain('<circle');
  expect(svg).not.toMatch(/<rect|dasharray/);
});

test('a value beyond the scale stands at its end', () => {
  expect(numberOf(draw({ value: 500, low: null, high: null }), /<circle cx="([\d.]+)"/)).toBe(105);
});

test('a lone value fits a scale of its own, in the middle', () => {
  expect(numberOf(draw({ value: 7, low: null, high: null, domain: null }), /<circle cx="([\d.]+)"/)).toBe(55);
});

test('an interval without width can still be seen', () => {
  expect(numberOf(draw({ low: 50, high: 50 }), /<rect[^>]*width="([\d.]+)"/)).toBeGreaterThanOrEqual(2);
});

test('an indicative figure is hollow', () => {
  expect(draw({ indicative: true })).toMatch(/<circle[^>]*fill="#fff"/);
});

test('an empty label is refused', () => {
  const strip: Strip = { value: 1, low: null, high: null, reference: null, domain: null, indicative: false };
  expect(() => intervalStrip(strip, 110, ' ', palette)).toThrow(expect.objectContaining({ code: 'VB5005' }));
});

test('a value that is no number is refused rather than drawn', () => {
  expect(() => draw({ value: Number.NaN })).toThrow(expect.objectContaining({ code: 'VB5005' }));
});

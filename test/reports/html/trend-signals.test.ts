import { describe, expect, test } from 'vitest';
import type { Trend } from '../../../core/model/report.ts';
import { trendSignals } from '../../../reports/html/trend-signals.ts';
import { figure, sampleTrend } from '../sample-parts.ts';

/** A trend of so many months with a figure, of which those named by index have a signal. */
function trendOf(months: number, signals: readonly number[], titleId = 'trend.above'): Trend {
  const base = sampleTrend('nps', 33, 8);
  const points = Array.from({ length: months }, (_, index) => ({
    month: `m${index}`,
    figure: figure(`nps@m${index}`, 'shown', 30, 100),
    limits: null,
    signal: signals.includes(index) ? ('above' as const) : null,
  }));
  return { ...base, points, title: { ...base.title, id: titleId } };
}
const told = (trend: Trend) => {
  const { last, ...rest } = trendSignals(trend);
  return { ...rest, last: last.map(({ month }) => month) };
};

describe('what is told of the months with a signal', () => {
  test('up to three are all named', () => {
    expect(told(trendOf(13, []))).toEqual({ last: [], others: 0, shifted: false });
    expect(told(trendOf(13, [2, 5, 12]))).toEqual({ last: ['m2', 'm5', 'm12'], others: 0, shifted: false });
  });

  test('of more the last three are, and the others counted', () => {
    // 7 of 25 are less than a third
    expect(told(trendOf(25, [0, 1, 2, 3, 20, 22, 24]))).toEqual({
      last: ['m20', 'm22', 'm24'],
      others: 4,
      shifted: false,
    });
  });

  test('from a third on none is named, for the level has moved', () => {
    expect(told(trendOf(12, [0, 1, 2, 3]))).toEqual({ last: [], others: 0, shifted: true });
    expect(told(trendOf(13, [0, 1, 2, 3])).shifted).toBe(false);
  });

  test('months without a figure do not count towards the third', () => {
    const trend = trendOf(14, [0, 1, 2, 3]);
    const points = trend.points.map((point, index) =>
      index < 12 ? point : { ...point, figure: figure(point.figure.id, 'none', null, 0) },
    );
    expect(told({ ...trend, points }).shifted).toBe(true);
  });

  test('a title that says so already is not repeated', () => {
    expect(told(trendOf(12, [0, 1, 2, 3], 'trend.unstable'))).toEqual({ last: [], others: 0, shifted: false });
  });
});

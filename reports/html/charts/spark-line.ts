import type { Markup } from '../markup.ts';
import type { Palette } from '../palette.ts';
import { extentOf, linearScale } from './scale.ts';
import { element, linePath, svgChart } from './svg.ts';

/**
 * A small line of months without scale or words; gaps stay blank and the last month is a dot.
 *
 * @param values - oldest first; `null` is a month without a figure
 * @param size - CSS pixels
 * @param label - text alternative
 * @returns `null` when no month has a figure
 */
export function sparkLine(
  values: readonly (number | null)[],
  size: { width: number; height: number },
  label: string,
  palette: Palette,
): Markup | null {
  const extent = extentOf(values);
  if (!extent) return null;
  const x = linearScale([0, Math.max(values.length - 1, 1)], [3, size.width - 4]);
  const y = linearScale(extent, [size.height - 4, 4]);
  const points = values.map((value, index): readonly [number, number] | null =>
    value === null ? null : [x(index), y(value)],
  );
  const line = {
    d: linePath(points),
    fill: 'none',
    stroke: palette.grey,
    'stroke-width': 1.1,
    'stroke-linejoin': 'round',
    'stroke-linecap': 'round',
  };
  const last = points.at(-1);
  const alone = points.filter(
    (point, index) => point && !points[index - 1] && !points[index + 1] && index < points.length - 1,
  );
  return svgChart(
    size,
    label,
    'spark-line',
    element('path', line),
    ...alone.map(point => element('circle', { cx: point![0], cy: point![1], r: 1.1, fill: palette.grey })),
    ...(last ? [element('circle', { cx: last[0], cy: last[1], r: 2.6, fill: palette.ink })] : []),
  );
}

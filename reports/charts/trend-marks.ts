import { linearScale } from './scale.ts';
import { element, linePath, textElement } from './svg.ts';
import { barsHeight, monthsUnder, smallText, type TrendFrame, type TrendMonth } from './trend-frame.ts';

/** The months' intervals; a month that stands alone gets a bar of its own. */
export function intervalBand({ months, x, y, palette }: TrendFrame): string {
  return runsOf(months, month => month.low !== null && month.high !== null)
    .map(run => {
      const [only] = run;
      if (run.length === 1) {
        const { low, high } = months[only!]!;
        return element('rect', {
          x: x(only!) - 3,
          y: y(high!),
          width: 6,
          height: Math.max(y(low!) - y(high!), 1),
          rx: 2,
          fill: palette.band,
        });
      }
      const upper = run.map(index => [x(index), y(months[index]!.high!)] as const);
      const lower = run.map(index => [x(index), y(months[index]!.low!)] as const).reverse();
      return element('path', { d: `${linePath([...upper, ...lower])}Z`, fill: palette.band });
    })
    .join('');
}

/** Steps, since each month's limits follow its own base. */
export function limitLines({ left, right, months, centre, x, y, step, palette }: TrendFrame): string {
  const path = (side: 'low' | 'high'): string =>
    linePath(
      months.flatMap(({ limits }, index) =>
        limits
          ? [[x(index) - step / 2, y(limits[side])] as const, [x(index) + step / 2, y(limits[side])] as const]
          : [null],
      ),
    );
  const dashed = { fill: 'none', stroke: palette.grey, 'stroke-width': 0.9, 'stroke-dasharray': '3 2.5' };
  const middle =
    centre === null
      ? ''
      : element('line', {
          x1: left,
          x2: right,
          y1: y(centre),
          y2: y(centre),
          stroke: palette.bar,
          'stroke-width': 0.8,
        });
  return (
    middle +
    (['high', 'low'] as const)
      .map(path)
      .map(d => (d === '' ? '' : element('path', { d, ...dashed })))
      .join('')
  );
}

/** The line, broken at gaps; a month with a signal is ringed. */
export function monthsLine({ months, x, y, palette }: TrendFrame): string {
  const points = months.map(({ value }, index) => (value === null ? null : ([x(index), y(value)] as const)));
  const path = element('path', {
    d: linePath(points),
    fill: 'none',
    stroke: palette.ink,
    'stroke-width': 1.5,
    'stroke-linejoin': 'round',
  });
  const dots = points.map((point, index) => {
    if (!point) return '';
    const ring = months[index]!.signal
      ? element('circle', { cx: point[0], cy: point[1], r: 5, fill: 'none', stroke: palette.ink, 'stroke-width': 1 })
      : '';
    return element('circle', { cx: point[0], cy: point[1], r: 2.4, fill: palette.ink }) + ring;
  });
  return path + dots.join('');
}

/** The months' bases under the line. */
export function baseBars({ left, right, months, x, step, bottom, palette, words }: TrendFrame): string {
  const largest = Math.max(0, ...months.map(month => month.n ?? 0));
  if (largest === 0) return '';
  const base = bottom + monthsUnder + barsHeight;
  const height = linearScale([0, largest], [0, barsHeight]);
  const thick = Math.min(step * 0.84, 30);
  const drawn = months.map(({ n }, index) =>
    n
      ? element('rect', {
          x: x(index) - thick / 2,
          y: base - height(n),
          width: thick,
          height: Math.max(height(n), 0.6),
          fill: palette.bar,
        })
      : '',
  );
  const labels = [
    textElement(words.count(largest), {
      x: left - 6,
      y: base - barsHeight + 6,
      'text-anchor': 'end',
      fill: palette.grey,
      ...smallText,
    }),
    textElement(words.base, { x: right + 8, y: base - barsHeight / 2 + 3.3, fill: palette.grey, ...smallText }),
    element('line', { x1: left, x2: right, y1: base, y2: base, stroke: palette.rule, 'stroke-width': 0.8 }),
  ];
  return drawn.join('') + labels.join('');
}

/** Runs of neighbouring months that pass, as indices. */
function runsOf(months: readonly TrendMonth[], passes: (month: TrendMonth) => boolean): readonly (readonly number[])[] {
  const runs: number[][] = [];
  months.forEach((month, index) => {
    if (!passes(month)) return;
    const open = runs.at(-1);
    if (open && open.at(-1) === index - 1) open.push(index);
    else runs.push([index]);
  });
  return runs;
}

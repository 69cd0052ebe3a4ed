import { extentOf, spread } from './scale.ts';
import { element, textElement } from './svg.ts';
import { smallText, type Tone, type TrendFrame } from './trend-frame.ts';

/** Instead of a scale of round numbers: the highest and the lowest month. */
export function rangeFrame({ left, right, months, y, palette, words }: TrendFrame): string {
  const extent = extentOf(months.map(month => month.value))!;
  const values = extent[0] === extent[1] ? [extent[0]] : [extent[1], extent[0]];
  const labels = spread(values.map(y), 11);
  return values
    .map((value, index) => {
      const guide = element('line', {
        x1: left,
        x2: right,
        y1: y(value),
        y2: y(value),
        stroke: palette.rule,
        'stroke-width': 0.8,
      });
      return (
        guide +
        textElement(words.value(value), {
          x: left - 6,
          y: labels[index]! + 3.3,
          'text-anchor': 'end',
          fill: palette.grey,
          ...smallText,
        })
      );
    })
    .join('');
}

/** The last month's dot and value, in its tone. */
export function lastMonth({ months, x, y, bottom, palette, words }: TrendFrame, tone: Tone): string {
  const index = months.length - 1;
  const value = months[index]?.value ?? null;
  if (value === null) return '';
  const before = months[index - 1]?.value ?? null;
  const colour = tone === 'neutral' ? palette.ink : palette[tone];
  const below = before !== null && before > value && y(value) + 16 < bottom;
  const type = {
    'text-anchor': 'middle',
    fill: colour,
    'font-size': 11,
    'font-weight': 700,
    stroke: '#fff',
    'stroke-width': 3,
    'paint-order': 'stroke',
  };
  const dot = element('circle', {
    cx: x(index),
    cy: y(value),
    r: 4.4,
    fill: colour,
    stroke: '#fff',
    'stroke-width': 1.2,
  });
  return dot + textElement(words.value(value), { x: x(index), y: below ? y(value) + 16 : y(value) - 9, ...type });
}

/** Centre and last limits, named at the right end. */
export function limitLabels({ right, months, centre, y, palette, words }: TrendFrame): string {
  const limits = months.findLast(month => month.limits)?.limits ?? null;
  const labels = [
    ...(limits ? [{ at: limits.high, words: words.upperLimit }] : []),
    ...(centre === null ? [] : [{ at: centre, words: words.centre }]),
    ...(limits ? [{ at: limits.low, words: words.lowerLimit }] : []),
  ];
  const places = spread(
    labels.map(label => y(label.at)),
    12,
  );
  return labels
    .map(({ at, words: told }, index) =>
      textElement(`${told} ${words.value(at)}`, {
        x: right + 8,
        y: places[index]! + 3.3,
        fill: palette.grey,
        ...smallText,
      }),
    )
    .join('');
}

/** At most nine months are named, counted back from the last one. */
export function monthLabels({ months, x, bottom, palette }: TrendFrame): string {
  const every = Math.max(1, Math.ceil(months.length / 9));
  return months
    .map(({ label }, index) => {
      if ((months.length - 1 - index) % every !== 0) return '';
      const last = index === months.length - 1;
      return textElement(label, {
        x: x(index),
        y: bottom + 12,
        'text-anchor': 'middle',
        fill: last ? palette.ink : palette.grey,
        ...smallText,
      });
    })
    .join('');
}

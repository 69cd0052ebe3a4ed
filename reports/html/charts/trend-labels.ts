import * as Plot from '@observablehq/plot';
import { spread } from './scale.ts';
import { smallText, type Tone, type TrendFrame } from './trend-frame.ts';

/** The last month's dot and value, in its tone. */
export function lastMonthMarks({ months, y, bottom, palette, words }: TrendFrame, tone: Tone): readonly Plot.Markish[] {
  const at = months.length - 1;
  const value = months[at]?.value ?? null;
  if (value === null) return [];
  const before = months[at - 1]?.value ?? null;
  const fill = tone === 'neutral' ? palette.ink : palette[tone];
  const below = before !== null && before > value && y(value) + 16 < bottom;
  const place = { x: [at], y: [value] };
  const halo = { stroke: '#fff', strokeWidth: 3 };
  const type = { fontSize: 11, fontWeight: 700, fill, dy: below ? 13 : -13 };
  return [
    Plot.dot([value], { ...place, r: 4.4, fill, stroke: '#fff', strokeWidth: 1.2, className: 'last-month' }),
    Plot.text([words.value(value)], { ...place, ...halo, ...type, className: 'last-month' }),
  ];
}

/** Centre and last limits, named at the right end. */
export function limitLabels({ months, centre, y, palette, words }: TrendFrame): readonly Plot.Markish[] {
  const limits = months.findLast(month => month.limits)?.limits ?? null;
  const labels = [
    ...(limits ? [{ at: limits.high, words: words.upperLimit }] : []),
    ...(centre === null ? [] : [{ at: centre, words: words.centre }]),
    ...(limits ? [{ at: limits.low, words: words.lowerLimit }] : []),
  ];
  const wanted = labels.map(label => y(label.at));
  const places = spread(wanted, 12);
  return labels.map(({ at, words: told }, index) =>
    Plot.text([`${told} ${words.value(at)}`], {
      ...{ y: [at], frameAnchor: 'right', textAnchor: 'start', dx: 8, dy: places[index]! - wanted[index]! },
      ...{ fill: palette.grey, fontSize: smallText },
    }),
  );
}

/** At most nine months are named, counted back from the last one. */
export function monthLabels({ months, palette }: TrendFrame): readonly Plot.Markish[] {
  const every = Math.max(1, Math.ceil(months.length / 9));
  const last = months.length - 1;
  const named = months.flatMap(({ label }, at) => ((last - at) % every === 0 ? [{ at, label }] : []));
  const type = { x: 'at', text: 'label', frameAnchor: 'bottom', dy: 12, fontSize: smallText } as const;
  return [
    Plot.text(
      named.filter(({ at }) => at !== last),
      { ...type, fill: palette.grey },
    ),
    Plot.text(
      named.filter(({ at }) => at === last),
      { ...type, fill: palette.ink },
    ),
  ];
}

import type { Tile } from '../model/report.ts';
import { isPublished } from '../stats/publication.ts';
import { detectableChange } from '../stats/sampling.ts';
import { changeOf, figureOf, measure, stateOf } from './figure.ts';
import { currentOf, monthsBefore, type Series } from './months.ts';

const sparkMonths = 13;

/** A KPI's tile: its figure, the change since last month and last year, and what change could have been seen at all. */
export function tileOf(series: Series): Tile {
  const current = currentOf(series);
  const [previous, yearAgo] = [monthsBefore(series, 1), monthsBefore(series, 12)];
  return {
    kpi: series.info.id,
    figure: figureOf(series, current.parts, { month: current.month, cell: {}, current: true }),
    previous:
      previous && changeOf(series, current.parts, previous.parts, { against: 'previous-month', month: previous.month }),
    yearAgo: yearAgo && changeOf(series, current.parts, yearAgo.parts, { against: 'year-ago', month: yearAgo.month }),
    detectable: detectableOf(series),
    spark: sparkOf(series),
  };
}

function detectableOf(series: Series): number | null {
  const previous = monthsBefore(series, 1);
  if (!previous) return null;
  const [now, then] = [measure(series, currentOf(series).parts), measure(series, previous.parts)];
  if (!isPublished(stateOf(series, now.n)) || !isPublished(stateOf(series, then.n))) return null;
  if (now.variance === null || then.variance === null) return null;
  return detectableChange({ variance: now.variance, n: now.n }, { variance: then.variance, n: then.n });
}

/** Without leading gaps; a month that may not be published is a gap. */
function sparkOf(series: Series): readonly (number | null)[] {
  const values = series.points.slice(-sparkMonths).map(({ parts }) => {
    const { value, n } = measure(series, parts);
    return isPublished(stateOf(series, n)) ? value : null;
  });
  const first = values.findIndex(value => value !== null);
  return first < 0 ? [] : values.slice(first);
}

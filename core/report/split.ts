import type { Parts } from '../model/metric.ts';
import type { KpiInfo, Localised } from '../model/report.ts';
import { isPublished } from '../stats/publication.ts';
import { mixMisleads, type RateMix, rateMix } from '../stats/rate-mix.ts';
import { measure, stateOf } from './figure.ts';
import type { Cut } from './segment-table.ts';

/** What one dimension says of a KPI's change since the month before. */
export interface Split {
  readonly info: KpiInfo;
  /** Its name, as it stands in a sentence. */
  readonly dimension: Localised;
  readonly rateMix: RateMix;
  readonly misleads: boolean;
  /** The segment that makes up most of the change; `null` when there is none that may be named. */
  readonly leading: { readonly value: string; readonly label: Localised; readonly share: number } | null;
}

/** Rate and mix of a KPI along a dimension; `null` without a month before, or for a count, which has no rate. */
export function splitOf({ series, names, current, previous }: Cut): Split | null {
  const { info } = series;
  if (info.unit === 'count') return null;
  // In one order, however they were read: sums of fractions depend on it in their last digit.
  const values = [...new Set([...current.keys(), ...previous.keys()])].sort(byName);
  const side = (parts: Parts | undefined): { readonly n: number; readonly value: number | null } =>
    measure(series, parts ?? {});
  const segments = values.map(value => ({ before: side(previous.get(value)), after: side(current.get(value)) }));
  const result = rateMix(segments);
  if (!result) return null;
  const totals = [segments.map(({ before }) => before.n), segments.map(({ after }) => after.n)];
  const bases = totals.map(all => all.reduce((sum, n) => sum + n, 0));
  if (!bases.every(n => isPublished(stateOf(series, n)))) return null;
  const published = values.map((_, index) =>
    [segments[index]!.before.n, segments[index]!.after.n].every(n => isPublished(stateOf(series, n))),
  );
  const leading = leadingOf(result, values, published);
  return {
    info,
    dimension: names.dimension,
    rateMix: result,
    misleads: mixMisleads(result) && isPrinted(result.mix, info) && isPrinted(result.rate, info),
    leading: leading && { ...leading, label: names.valueOf(leading.value) },
  };
}

const byName = (a: string | null, b: string | null): number =>
  Number(nameOf(a) > nameOf(b)) - Number(nameOf(a) < nameOf(b));
/** No value can begin like this. */
const nameOf = (value: string | null): string => (value === null ? '' : `=${value}`);

/** True when a part does not round to 0 at the KPI's decimals. */
const isPrinted = (part: number, info: KpiInfo): boolean => Math.abs(part) >= 0.5 * 10 ** -info.digits;

/**
 * The segment with the largest share, if it may be named: it makes up half of the change or more, by its own figure more
 * than by its weight, and its base does in both months.
 */
function leadingOf(
  { rates, mixes, delta }: RateMix,
  values: readonly (string | null)[],
  published: readonly boolean[],
): { readonly value: string; readonly share: number } | null {
  const shares = rates.map((rate, index) => (rate + mixes[index]!) * Math.sign(delta));
  const index = shares.indexOf(Math.max(...shares));
  const value = values[index];
  if (value === null || value === undefined || !published[index]) return null;
  const way = Math.sign(delta);
  if (rates[index]! * way <= mixes[index]! * way || shares[index]! < Math.abs(delta) / 2) return null;
  return { value, share: rates[index]! + mixes[index]! };
}

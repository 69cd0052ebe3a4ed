import { type RawBuilder, sql } from 'kysely';
import { VerbatimError } from '../errors.ts';
import { isStorable } from './storable.ts';

/** A dimension in a query in which `feedback` is called `f` and `stream` is called `s`. */
export interface DimensionSql {
  /** Text; null is "not given". */
  readonly value: RawBuilder<string | null>;
  /** A left join that `value` needs; at most one row per feedback. */
  readonly join: RawBuilder<unknown>;
}

const columns: Readonly<Record<string, string>> = {
  channel: 'f.channel',
  touchpoint: 'f.touchpoint',
  language: 'f.language',
  source: 's.source',
};
const nothing = sql``;

/**
 * SQL of a dimension: `channel`, `touchpoint`, `source`, `language`, `attribute.<name>` or `segment.<scheme>`.
 *
 * @param position - of the dimension among those of its KPI; keeps the aliases of joins apart
 * @throws VB1212 for any other name
 */
export function dimensionSql(dimension: string, position: number): DimensionSql {
  const column = Object.hasOwn(columns, dimension) ? columns[dimension] : undefined;
  if (column !== undefined) return { value: sql.ref(column), join: nothing };
  const [kind, name] = split(dimension);
  if (!isStorable(name)) return { value: sql`null::text`, join: nothing };
  if (kind === 'attribute') return { value: sql`(f.attributes ->> ${name}::text)`, join: nothing };
  if (kind === 'segment') return segment(name, `segment_${position}`);
  throw new VerbatimError('VB1212', `"${dimension}" is not a dimension of feedback`, {
    hint: 'known: channel, touchpoint, source, language, attribute.<name>, segment.<scheme>',
  });
}

function segment(scheme: string, alias: string): DimensionSql {
  const membership = sql.table(alias);
  return {
    value: sql`${membership}.segment`,
    join: sql`left join segment_membership as ${membership}
      on ${membership}.stream_id = f.stream_id and ${membership}.external_id = f.external_id
      and ${membership}.scheme = ${scheme}::text`,
  };
}

function split(dimension: string): [kind: string, name: string] {
  const dot = dimension.indexOf('.');
  return dot < 0 ? [dimension, ''] : [dimension.slice(0, dot), dimension.slice(dot + 1)];
}

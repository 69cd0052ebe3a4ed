import { type Condition, fieldsOf } from '../model/condition.ts';
import type { Reject } from '../model/feedback.ts';
import type { FeedbackMap } from '../plan/plan.ts';
import type { Cellular } from '../plugin/connector.ts';
import { isQuotable, shown } from './fault.ts';

interface Mapping {
  readonly map: FeedbackMap;
  readonly key: readonly string[];
  readonly where: Condition | null;
  /** Columns of the records to come, in the order of their cells. */
  readonly columns: readonly string[];
}

/**
 * Makes what the quarantine gets of a refused record: as JSON by column the cells that are mapped and are neither a text
 * nor the customer's. Of a column that nothing maps nobody has said what is in it, and a date or a score that looks like
 * neither may be a text of the wrong column: its size is kept.
 */
export function compileKept({
  map,
  key,
  where,
  columns,
}: Mapping): (cells: readonly Cellular[]) => Required<Pick<Reject, 'raw' | 'whole'>> {
  const { at, channel, touchpoint, language, questions, attributes } = map;
  const scores = questions.filter(({ kind }) => kind === 'score').map(({ source }) => source);
  const texts = questions.filter(({ kind }) => kind === 'text').map(({ source }) => source);
  const columnsOf = (sources: readonly (FeedbackMap['at'] | null)[]): readonly string[] =>
    sources.flatMap(source => (source?.from ? [asHeader(source.from)] : []));
  const measured = new Set(columnsOf([at, ...scores]));
  const safe = new Set([
    ...measured,
    ...columnsOf([channel, touchpoint, language]),
    ...[...key, ...Object.values(attributes), ...(where ? fieldsOf(where) : [])].map(asHeader),
  ]);
  for (const column of columnsOf([map.comment, map.customer, ...texts])) safe.delete(column);
  const kept = columns.flatMap((column, index) => (safe.has(asHeader(column)) ? [{ column, index }] : []));
  const cellOf = (column: string, cell: Cellular): Cellular =>
    typeof cell === 'string' && measured.has(asHeader(column)) && !isQuotable(cell) ? shown(cell) : cell;
  return cells => ({
    raw: JSON.stringify(
      Object.fromEntries(kept.map(({ column, index }) => [column, cellOf(column, cells[index] ?? null)])),
    ),
    whole: JSON.stringify(Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? null]))),
  });
}

/** A column's name as it is looked for. */
const asHeader = (name: string): string => name.trim().normalize('NFC');

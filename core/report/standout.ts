import type { Change, Figure, KpiInfo, SegmentRow, SegmentTable } from '../model/report.ts';
import { directionOf } from './segment-title.ts';

/** A segment that lies detectably apart from the rest. */
export interface Standout {
  readonly info: KpiInfo;
  readonly dimension: string;
  readonly row: SegmentRow;
  readonly figure: Figure;
  readonly change: Change;
}

/**
 * The segment furthest below or above the rest, of the first KPI for which any segment is.
 * "Not given" is never one: it names nobody.
 *
 * @param infos - the KPIs in the report's order
 */
export function furthest(
  tables: readonly SegmentTable[],
  infos: readonly KpiInfo[],
  way: 'better' | 'worse',
): Standout | null {
  for (const info of infos) {
    const found = tables.flatMap(table => standoutsOf(table, info, way));
    found.sort((a, b) => Math.abs(b.change.delta ?? 0) - Math.abs(a.change.delta ?? 0));
    if (found[0]) return found[0];
  }
  return null;
}

function standoutsOf(table: SegmentTable, info: KpiInfo, way: 'better' | 'worse'): Standout[] {
  const column = table.kpis.indexOf(info.id);
  return table.rows.flatMap(row => {
    const cell = row.cells[column];
    if (row.value === null || !cell?.change || directionOf(info, cell.change.verdict) !== way) return [];
    return [{ info, dimension: table.dimension, row, figure: cell.figure, change: cell.change }];
  });
}

import type { Change, Figure, ReportModel, SegmentTable, Tile, Trend } from '../model/report.ts';

type Row = ReportModel['annex'][number];

/** Every figure that is printed anywhere, once, in page order, with the change that is printed first beside it. */
export function annexOf(
  tiles: readonly Tile[],
  trends: readonly Trend[],
  segments: readonly SegmentTable[],
): readonly Row[] {
  const rows = new Map<string, Row>();
  const add = (figure: Figure, change: Change | null, section: Row['section']): void => {
    if (!rows.has(figure.id)) rows.set(figure.id, { figure, change, section });
  };
  for (const { figure, previous } of tiles) add(figure, previous, 'summary');
  for (const { points } of trends) for (const { figure } of points) add(figure, null, 'trend');
  for (const { rows: cut, total } of segments) {
    for (const { cells } of [...cut, total]) for (const { figure, change } of cells) add(figure, change, 'segments');
  }
  return [...rows.values()];
}

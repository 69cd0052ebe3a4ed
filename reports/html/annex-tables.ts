import type { Change, Figure, ReportModel, TrendPoint } from '../../core/model/report.ts';

/** A figure beside one of its tested differences. */
interface TestedFigure {
  readonly figure: Figure;
  readonly change: Change | null;
}

/** The figures of a report as its data pages print them; the summary's come once for each month that they are held against. */
export interface AnnexTables {
  readonly summary: readonly TestedFigure[];
  readonly trends: readonly { readonly kpi: string; readonly points: readonly TrendPoint[] }[];
  readonly segments: readonly { readonly dimension: string; readonly rows: readonly TestedFigure[] }[];
}

/** Every figure of the pages as rows, in page order, so that a number in a chart is the number of a row. */
export function annexTables({ summary, trends, segments }: ReportModel): AnnexTables {
  return {
    summary: summary.tiles.flatMap(({ figure, previous, yearAgo }): readonly TestedFigure[] => {
      const changes = [previous, yearAgo].filter(change => change !== null);
      return changes.length > 0 ? changes.map(change => ({ figure, change })) : [{ figure, change: null }];
    }),
    trends: trends.map(({ kpi, points }) => ({ kpi, points })),
    segments: segments.map(({ dimension, rows, total }) => ({
      dimension,
      rows: [...rows, total].flatMap(row => row.cells.map(({ figure, change }) => ({ figure, change }))),
    })),
  };
}

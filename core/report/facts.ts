import type { Coverage, KpiInfo, Localised, ReportModel, SegmentTable, Tile } from '../model/report.ts';
import type { Split } from './split.ts';
import type { Standout } from './standout.ts';

/** All that the sentences of a report are made from. */
export interface Facts {
  readonly status: ReportModel['status'];
  /** `null` when the report is not monthly. */
  readonly month: string | null;
  readonly nextMonth: string | null;
  readonly coverage: Coverage;
  readonly tiles: readonly Tile[];
  readonly tables: readonly SegmentTable[];
  readonly infoOf: (tile: Pick<Tile, 'kpi'>) => KpiInfo;
  readonly dimensionLabel: (dimension: string) => Localised;
  readonly weakest: Standout | null;
  readonly strongest: Standout | null;
  /** Totals that hide what their segments do, in the order of the KPIs, the largest mix first. */
  readonly misleading: readonly Split[];
  /** For the first KPI that changed: the dimension whose leading segment makes up most of the change. */
  readonly carrier: Split | null;
  /** Negative comments of the weakest segment. */
  readonly negatives: number;
}

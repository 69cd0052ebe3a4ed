import {
  type Coverage,
  isClosed,
  type KpiInfo,
  type ReportModel,
  type SegmentTable,
  type Tile,
} from '../model/report.ts';
import { addMonths, asMonth } from '../model/window.ts';
import { isPublished } from '../stats/publication.ts';
import type { ReportInput, ReportReader } from './input.ts';
import type { Series } from './months.ts';
import { type Cut, dimensionsOf, segmentTable } from './segment-table.ts';
import { type Split, splitOf } from './split.ts';
import { furthest, type Standout } from './standout.ts';
import { tileOf } from './tile.ts';
import { readVoices, type Voices } from './voices.ts';

/** Most tiles on the first page. */
const mostTiles = 8;

/** All that the sentences of a report are made from. */
export interface Facts {
  readonly input: ReportInput;
  readonly metrics: readonly Series[];
  readonly status: ReportModel['status'];
  /** `null` when the report is not monthly. */
  readonly month: string | null;
  readonly nextMonth: string | null;
  readonly coverage: Coverage;
  readonly tiles: readonly Tile[];
  readonly tables: readonly SegmentTable[];
  readonly infoOf: (tile: Pick<Tile, 'kpi'>) => KpiInfo;
  readonly weakest: Standout | null;
  readonly strongest: Standout | null;
  /** Totals that hide what their segments do, in the order of the KPIs, the largest mix first. */
  readonly misleading: readonly Split[];
  /** For the first KPI that changed: the dimension whose leading segment makes up most of the change. */
  readonly carrier: Split | null;
  readonly voices: Voices;
}

/** Works out what there is to say, and reads the comments that it calls for. */
export async function gatherFacts(
  input: ReportInput,
  series: readonly Series[],
  cuts: readonly Cut[],
  reader: ReportReader,
): Promise<Facts> {
  const tiles = series.slice(0, mostTiles).map(tileOf);
  const infos = series.map(({ info }) => info);
  const tables = dimensionsOf(series)
    .map(dimension => segmentTable(ofDimension(cuts, dimension)))
    .filter(table => table !== null);
  const [weakest, strongest] = [furthest(tables, infos, 'worse'), furthest(tables, infos, 'better')];
  const splits = cuts.map(splitOf).filter(split => split !== null);
  const month = asMonth(input.node.window, input.plan.timezone);
  return {
    input,
    metrics: series,
    status: statusOf(tiles, !isClosed({ asOf: input.plan.asOf, window: input.node.window })),
    month,
    nextMonth: month === null ? null : addMonths(month, 1),
    coverage: await reader.coverage(input.node.window),
    tiles,
    tables,
    infoOf: ({ kpi }) => infos.find(info => info.id === kpi)!,
    weakest,
    strongest,
    misleading: misleadingOf(splits, infos),
    carrier: carrierOf(splits, tiles),
    voices: await readVoices(input, series, weakest, strongest, reader),
  };
}

const ofDimension = (cuts: readonly Cut[], dimension: string): readonly Cut[] =>
  cuts.filter(cut => cut.dimension === dimension);

function statusOf(tiles: readonly Tile[], early: boolean): ReportModel['status'] {
  if (!tiles.some(({ figure }) => isPublished(figure.state))) return 'not-enough-data';
  return early ? 'provisional' : 'final';
}

function misleadingOf(splits: readonly Split[], infos: readonly KpiInfo[]): readonly Split[] {
  const order = (split: Split): number => infos.indexOf(split.info);
  return splits
    .filter(split => split.misleads)
    .toSorted((a, b) => order(a) - order(b) || Math.abs(b.rateMix.mix) - Math.abs(a.rateMix.mix));
}

function carrierOf(splits: readonly Split[], tiles: readonly Tile[]): Split | null {
  const moved = tiles.find(({ previous }) => previous?.verdict === 'up' || previous?.verdict === 'down');
  const share = (split: Split): number => Math.abs(split.leading?.share ?? 0);
  const candidates = splits.filter(split => split.info.id === moved?.kpi && split.leading !== null);
  return candidates.toSorted((a, b) => share(b) - share(a))[0] ?? null;
}

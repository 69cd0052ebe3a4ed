import type { Parts } from '../../../core/model/metric.ts';
import { monthWindow, type Window } from '../../../core/model/window.ts';
import { refreshKpis } from '../../../core/warehouse/kpi-daily.ts';
import type { KpiDefinition } from '../../../core/warehouse/kpi-definition.ts';
import { readParts } from '../../../core/warehouse/kpi-read.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import { pipeline, timezone } from './given-feedback.ts';

export const october = monthWindow('2026-10', timezone);
export const november = monthWindow('2026-11', timezone);

/** Computes the days that have changed. */
export const refresh = (wh: Warehouse, ...kpis: KpiDefinition[]) => refreshKpis(wh, { pipeline, timezone, kpis });

/** Reads parts by window and cell. */
export const read = (
  wh: Warehouse,
  definition: KpiDefinition,
  windows: readonly Window[],
  by: readonly string[] = [],
) => readParts(wh, { pipeline, definition, windows, timezone, by });

/** Reads the parts of a window over all cells. */
export const total = async (wh: Warehouse, definition: KpiDefinition, window = october): Promise<Parts> =>
  (await read(wh, definition, [window]))[0]!.parts;

/** Counts are stored in the order of their names: detractors, n, promoters. */
export const nOf = (counts: readonly number[]): number | undefined => counts[1];

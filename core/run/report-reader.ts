import type { Window } from '../model/window.ts';
import type { Plan, ReportNode } from '../plan/plan.ts';
import type { ReportReader } from '../report/input.ts';
import { readCoverage, readModels } from '../warehouse/coverage.ts';
import { readParts } from '../warehouse/kpi-read.ts';
import { readQuotes } from '../warehouse/quotes-read.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { LoadedKpi } from './kpi-definitions.ts';

/** The reads of a report, over the warehouse of its client. */
export function createReportReader(
  warehouse: Warehouse,
  plan: Plan,
  node: ReportNode,
  kpis: readonly LoadedKpi[],
): ReportReader {
  const { pipeline, timezone } = plan;
  const definitions = new Map(kpis.map(kpi => [kpi.use.id, kpi.definition]));
  return {
    readParts: (kpi, windows, by) =>
      readParts(warehouse, { pipeline, timezone, definition: definitions.get(kpi.use.id)!, windows, by }),
    quotes: async ({ window, where, limit }) => {
      const { candidates } = await readQuotes(warehouse, {
        pipeline,
        window,
        on: 'comment',
        where: where ?? { all: [] },
        limit,
      });
      return candidates
        .map(one => ({
          id: one.externalId,
          customer: one.customer,
          text: one.text,
          language: one.language,
          at: one.occurredAt,
          answers: one.answers,
          tone: { label: one.label, score: one.score, because: one.because },
          cell: {
            source: one.source,
            channel: one.channel,
            touchpoint: one.touchpoint,
            language: one.language,
            ...attributeCells(one.attributes),
          },
        }))
        .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    },
    coverage: (window: Window) => readCoverage(warehouse, { pipeline, window }),
    models: () => readModels(warehouse, { pipeline, window: node.window }),
  };
}

const attributeCells = (
  attributes: Readonly<Record<string, string | number | boolean | null>>,
): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [`attribute.${name}`, value === null ? null : String(value)]),
  );

import type { Condition } from '../../../core/model/condition.ts';
import { holds } from '../../../core/model/condition.ts';
import type { Cell, CellParts, Parts } from '../../../core/model/metric.ts';
import type { Coverage, ModelInfo } from '../../../core/model/report.ts';
import { monthWindow, type Window } from '../../../core/model/window.ts';
import type { QuoteCandidate, ReportKpi, ReportReader } from '../../../core/report/input.ts';

/** Parts of one KPI in one month and one cell of all its dimensions. */
export interface Fact {
  readonly kpi: string;
  readonly month: string;
  readonly cell: Cell;
  readonly parts: Parts;
}

/** What a reader in memory knows. */
export interface Memory {
  readonly timezone: string;
  readonly facts: readonly Fact[];
  readonly quotes: readonly QuoteCandidate[];
  readonly coverage: Coverage;
  readonly models: readonly ModelInfo[];
}

/** A reader over facts in memory: it sums parts over cells and months, as the warehouse does over days. */
export function memoryReader(memory: Memory): ReportReader {
  const spans = new Map(memory.facts.map(({ month }) => [month, monthWindow(month, memory.timezone)]));
  const within = (month: string, window: Window): boolean => {
    const { from, to } = spans.get(month)!;
    return from >= window.from && to <= window.to;
  };
  const sumOf = (facts: readonly Fact[], names: readonly string[]): Parts =>
    Object.fromEntries(names.map(name => [name, facts.reduce((sum, { parts }) => sum + (parts[name] ?? 0), 0)]));
  return {
    readParts: async (kpi: ReportKpi, windows, by) => {
      const names = Object.keys(kpi.plugin.parts(kpi.options));
      const own = memory.facts.filter(fact => fact.kpi === kpi.use.id);
      const cells = new Map(own.map(fact => cellAlong(fact.cell, by)).map(cell => [JSON.stringify(cell), cell]));
      if (by.length === 0) cells.set('{}', {});
      return windows.flatMap(window =>
        [...cells].map(([key, cell]): CellParts => {
          const facts = own.filter(
            fact => within(fact.month, window) && JSON.stringify(cellAlong(fact.cell, by)) === key,
          );
          return { window, cell, parts: sumOf(facts, names) };
        }),
      );
    },
    quotes: async ({ window, where, limit }) =>
      memory.quotes
        .filter(({ at }) => at >= window.from && at < window.to)
        .filter(({ cell }) => where === null || holds(where as Condition, field => cell[field]))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    coverage: async () => memory.coverage,
    models: async () => memory.models,
  };
}

const cellAlong = (cell: Cell, by: readonly string[]): Cell =>
  Object.fromEntries(by.map(dimension => [dimension, cell[dimension] ?? null]));

import type { Window } from './window.ts';

export type Unit = 'points' | 'percent' | 'score' | 'count';

/** Additive figures of one cell: they sum over days and cells without loss. */
export type Parts = Readonly<Record<string, number>>;

/** What a KPI says of one cell. `value` is `null` when there is nothing to measure; never 0 for missing, never NaN. */
export interface Measure {
  readonly value: number | null;
  /** The base: valid answers in the cell. */
  readonly n: number;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** 95 % interval, in the KPI's unit, clipped to its range; `null` when it has none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Named as printed in the method notes: `adjusted-wald`, `wilson`, `student-t`, `count`. */
  readonly method: string;
  /** Variance of one answer in the KPI's unit squared, so that a control limit at base n is `centre ± 3·√(variance/n)`. */
  readonly variance: number | null;
  readonly flags: readonly string[];
}

/** The difference of two independent cells, later or left minus earlier or right. */
export interface Comparison {
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided; `null` when the test cannot be made. */
  readonly p: number | null;
  readonly method: string;
}

/** What a reader is told: it comes from the test, never from the sign. */
export type Verdict = 'up' | 'down' | 'no-detectable-change' | 'base-too-small' | 'no-comparison' | 'no-data';

/** A cell's coordinates: dimension → value; `{}` is everything. A `null` value is "not given". */
export type Cell = Readonly<Record<string, string | null>>;

/** A KPI over a window and a cell. */
export interface MetricValue extends Omit<Measure, 'variance'> {
  readonly kpi: string;
  readonly on: string;
  /** Id of the definition: plugin, version and a digest of its options. */
  readonly definition: string;
  readonly window: Window;
  readonly cell: Cell;
  readonly unit: Unit;
}

/** Parts of one KPI over one window and cell, as read from the warehouse. */
export interface CellParts {
  readonly window: Window;
  readonly cell: Cell;
  readonly parts: Parts;
}

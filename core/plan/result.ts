import type { Json } from '../model/digest.ts';

/** Rows of one step. Always `read = written + unchanged + rejected + deduplicated`; `filtered` stands beside it. */
export interface Counts {
  readonly read: number;
  readonly written: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly deduplicated: number;
  /** Records that `where` left out; they are not part of `read`. */
  readonly filtered: number;
}

export const noCounts: Counts = { read: 0, written: 0, unchanged: 0, rejected: 0, deduplicated: 0, filtered: 0 };

/** A report file that was published. */
export interface ReportResult {
  readonly name: string;
  readonly language: string;
  readonly audience: string;
  readonly status: 'published' | 'caveat' | 'held';
  /** Relative to the project's output folder's parent, as printed. */
  readonly path: string;
  readonly pages: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Path of the frozen report model JSON. */
  readonly model: string;
}

/** A plugin's share of a node: the enrichments of a connector, each KPI of the set. */
export interface PartResult {
  readonly id: string;
  readonly use: string;
  readonly kind: string;
  readonly counts: Counts;
  readonly ms: number;
}

/** What a node gives back; small, plain JSON. */
export interface NodeResult {
  readonly counts: Counts;
  readonly ms: number;
  readonly parts: readonly PartResult[];
  readonly reports: readonly ReportResult[];
  /** Findings for the run's summary, one sentence each: "3 columns of surveys.csv are not mapped: …". */
  readonly notes: readonly string[];
}

/** The result as the JSON that crosses an engine. */
export const asJson = (result: NodeResult): Json => result as unknown as Json;

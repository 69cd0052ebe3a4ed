import type { Condition } from '../model/condition.ts';
import type { Instant, Polarity } from '../model/feedback.ts';
import type { CellParts } from '../model/metric.ts';
import type { Coverage, ModelInfo } from '../model/report.ts';
import type { Window } from '../model/window.ts';
import type { KpiUse, Plan, ReportNode } from '../plan/plan.ts';
import type { PluginsByKind } from '../plugin/registry.ts';

/** A KPI of the pipeline with its plugin and parsed options. */
export interface ReportKpi {
  readonly use: KpiUse;
  readonly plugin: PluginsByKind['kpi'];
  readonly options: unknown;
  /** Plugin, version and options' digest, as printed on the method page: `nps@1.0.0#1a2b3c4d`. */
  readonly version: string;
}

/** What a report is built from, besides what it reads. */
export interface ReportInput {
  readonly node: Pick<ReportNode, 'use' | 'window' | 'audience' | 'title' | 'labels'>;
  readonly plan: Pick<Plan, 'pipeline' | 'client' | 'clientName' | 'timezone' | 'asOf'>;
  /** In the pipeline's order: it is the order of the tiles. */
  readonly kpis: readonly ReportKpi[];
  /** Lowest and highest score by question id. */
  readonly scales: Readonly<Record<string, readonly [number, number]>>;
}

/** Which comments may be quoted from. */
interface QuoteQuery {
  readonly window: Window;
  /** On `channel`, `touchpoint`, `source`, `language`, `attribute.<name>`, `segment.<scheme>`; `null` = all. */
  readonly where: Condition | null;
  /** At most so many, the first in order of id. */
  readonly limit: number;
}

/** A commented feedback that may be quoted. */
export interface QuoteCandidate {
  readonly id: string;
  /** Pseudonym, so that no customer is quoted twice; never printed. */
  readonly customer: string | null;
  /** Redacted, never the original; not empty. */
  readonly text: string;
  readonly language: string | null;
  readonly at: Instant;
  readonly answers: Readonly<Record<string, number | null>>;
  /** Of the comment's annotation with the lowest rank; `null` when there is none or the scorer abstained. */
  readonly tone: { readonly label: Polarity; readonly score: number; readonly because: readonly string[] } | null;
  /** Coordinates by dimension, as far as known: `{ channel: 'web', 'attribute.region': 'Nord' }`. */
  readonly cell: Readonly<Record<string, string | null>>;
}

/** The reads that a report needs; nothing else of the warehouse is known here. */
export interface ReportReader {
  /**
   * Parts of a KPI over windows and cells. Without `by`, every window has one cell `{}`, with parts of 0 when it is empty;
   * with `by`, a cell without data may be missing.
   */
  readonly readParts: (
    kpi: ReportKpi,
    windows: readonly Window[],
    by: readonly string[],
  ) => Promise<readonly CellParts[]>;
  /** In order of id. */
  readonly quotes: (query: QuoteQuery) => Promise<readonly QuoteCandidate[]>;
  readonly coverage: (window: Window) => Promise<Coverage>;
  readonly models: () => Promise<readonly ModelInfo[]>;
}

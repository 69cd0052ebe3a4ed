import type { Condition } from '../model/condition.ts';
import type { Json } from '../model/digest.ts';
import type { Instant, Scalar } from '../model/feedback.ts';
import type { Localised } from '../model/report.ts';
import type { Window } from '../model/window.ts';

/** Which row of the retry table a node falls under. */
export type RetryClass = 'io' | 'db' | 'cpu' | 'render';

/** A plugin with the options it was given: secrets are still references. */
export interface PluginUse {
  readonly use: string;
  readonly version: string;
  readonly options: Json;
}

/** Where one field of a feedback comes from: a column, a constant, or a column through a table of values. */
export interface FieldSource {
  readonly from: string | null;
  readonly value: Scalar | null;
  readonly values: Readonly<Record<string, string>> | null;
}

/** A question and where its answers stand. */
export interface QuestionPlan {
  readonly id: string;
  readonly kind: 'score' | 'text';
  readonly source: FieldSource;
  /** Lowest and highest valid score; `null` for a text. */
  readonly scale: readonly [number, number] | null;
  readonly wording: string | null;
  readonly prior: 'negative' | 'positive' | null;
}

/** From a record to a feedback. */
export interface FeedbackMap {
  readonly at: FieldSource;
  readonly customer: FieldSource | null;
  readonly comment: FieldSource | null;
  readonly channel: FieldSource | null;
  readonly touchpoint: FieldSource | null;
  readonly language: FieldSource | null;
  readonly questions: readonly QuestionPlan[];
  /** Attribute name → column. */
  readonly attributes: Readonly<Record<string, string>>;
}

interface NodeBase {
  readonly id: string;
  /** Ids of nodes that must have succeeded first. */
  readonly needs: readonly string[];
  readonly retry: RetryClass;
}

/** Reads one stream, enriches it and loads it. */
export interface ConnectorNode extends NodeBase, PluginUse {
  readonly kind: 'connector';
  readonly source: string;
  readonly stream: string;
  readonly mode: 'incremental' | 'full';
  readonly key: readonly string[];
  readonly cursor: string | null;
  readonly where: Condition | null;
  readonly map: FeedbackMap;
  readonly cells: { readonly decimal: '.' | ','; readonly date: string };
  /** Enrichments that work before the first write, in order. */
  readonly enrich: readonly (PluginUse & { readonly id: string })[];
  /** Most rejected rows: a number, and a share that is judged only above `floor` of them. */
  readonly quarantine: { readonly rows: number | null; readonly rate: number | null; readonly floor: number };
  /** Fewest rows of a complete read. */
  readonly minRows: number;
}

/** Scores the texts that have no annotation of this model revision. */
export interface SentimentNode extends NodeBase, PluginUse {
  readonly kind: 'sentiment';
  readonly model: string;
  readonly languages: readonly string[];
  /** `comment` and text questions that it reads. */
  readonly texts: readonly string[];
  /** Where scorers overlap, the lower rank's label counts. */
  readonly rank: number;
}

/** Assigns feedback to the segments of one scheme. */
export interface SegmentationNode extends NodeBase, PluginUse {
  readonly kind: 'segmentation';
}

/** One KPI of the set. */
export interface KpiUse extends PluginUse {
  /** `kpi.nps`, or `kpi.csat.note` when `on` is not its own question. */
  readonly id: string;
  readonly on: string;
  /** Dimensions without time: `channel`, `segment.loyalty`, `attribute.region`. */
  readonly by: readonly string[];
  /** Parts of a window that `metrics` prints by itself; a month is a window of its own. */
  readonly periods?: readonly ('week' | 'day')[];
  /** Below it a figure is not published; n < 5 is never published. */
  readonly minN: number;
}

/** Refreshes the whole set of KPIs in one transaction. */
export interface KpiNode extends NodeBase {
  readonly kind: 'kpi';
  readonly kpis: readonly KpiUse[];
}

/** Builds, freezes, renders and delivers one report. */
export interface ReportNode extends NodeBase {
  readonly kind: 'report';
  /** Template name. */
  readonly use: string;
  readonly window: Window;
  readonly audience: string;
  readonly languages: readonly ('fr' | 'en')[];
  readonly title: Localised | null;
  readonly theme: Json;
  /** How values are called: dimension → value → text. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, Localised>>>>;
  readonly deliver: readonly PluginUse[];
}

export type PlanNode = ConnectorNode | SentimentNode | SegmentationNode | KpiNode | ReportNode;

/**
 * What the YAML says, checked, ordered and frozen: plain JSON without secrets, at most 64 KB and 200 nodes.
 * It is all that an engine gets.
 */
export interface Plan {
  readonly version: 1;
  /** The version of `drive` that it was compiled for. */
  readonly drive: 1;
  readonly project: string;
  readonly pipeline: string;
  readonly title: string | null;
  readonly client: string | null;
  readonly clientName: string | null;
  readonly locale: string;
  readonly timezone: string;
  readonly window: Window;
  readonly asOf: Instant;
  readonly fullRefresh: boolean;
  /** Most nodes at work at once. */
  readonly width: number;
  /** In an order in which every node stands after what it needs. */
  readonly nodes: readonly PlanNode[];
  /** SHA-256 (hex) of the canonical JSON of everything above but `window` and `asOf`. */
  readonly digest: string;
}

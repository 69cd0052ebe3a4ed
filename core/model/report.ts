import type { Instant } from './feedback.ts';
import type { Cell, Unit, Verdict } from './metric.ts';
import type { Window } from './window.ts';

/** A text in each language of the product. */
export interface Localised {
  readonly fr: string;
  readonly en: string;
}

/**
 * A value inside a phrase; the renderer formats it for its language.
 * `text` is data (a region's name, a channel's label): printed literally.
 */
export type PhraseValue =
  | {
      readonly kind: 'number';
      readonly value: number;
      readonly digits: number;
      readonly unit: Unit | 'plain';
      readonly signed: boolean;
    }
  | { readonly kind: 'p'; readonly value: number }
  | { readonly kind: 'month'; readonly month: string }
  | { readonly kind: 'date'; readonly at: Instant }
  | { readonly kind: 'local'; readonly text: Localised }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly PhraseValue[] };

/** A sentence as data: the template's `phrases/<language>.yaml` has its wording under `id`, with `{name}` for values. */
export interface Phrase {
  readonly id: string;
  readonly values: Readonly<Record<string, PhraseValue>>;
}

/**
 * How a figure may be shown. `shown` n >= 100 · `grey` 30..99, with its interval · `small` below the minimum base: n only ·
 * `suppressed` n < 5, or hidden so that such a cell cannot be worked out: nothing at all · `none` no answers.
 */
export type FigureState = 'shown' | 'grey' | 'small' | 'suppressed' | 'none';

/** A tested difference between two figures. */
export interface Change {
  readonly against: 'previous-month' | 'year-ago' | 'rest';
  /** The month compared with; `null` for `rest`. */
  readonly month: string | null;
  /** The figure on the other side, for the dashed mark; `null` when it may not be shown. */
  readonly value: number | null;
  readonly n: number | null;
  /** In the figure's unit (points for percentages); `null` when the verdict is not a test's. */
  readonly delta: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  /** After Benjamini–Hochberg where a table makes many tests; `null` for a single planned test. */
  readonly q: number | null;
  readonly method: string | null;
  readonly verdict: Verdict;
}

/** One printed number with all that an expert asks of it. `value`, `low`, `high` are `null` unless `shown` or `grey`. */
export interface Figure {
  /** Stable within a report and equal to its row in the annex: `nps`, `nps;channel=web`, `nps@2026-09`. */
  readonly id: string;
  readonly kpi: string;
  readonly month: string | null;
  readonly cell: Cell;
  readonly state: FigureState;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** `null` when suppressed. */
  readonly n: number | null;
  readonly method: string;
}

/** What is constant of a KPI in a report. */
export interface KpiInfo {
  readonly id: string;
  readonly label: Localised;
  readonly noun: Localised;
  readonly definition: Localised;
  /** Plugin, version and options' digest. */
  readonly version: string;
  readonly unit: Unit;
  readonly digits: number;
  readonly range: readonly [number, number] | null;
  readonly betterWhen: 'higher' | 'lower' | 'neither';
  readonly minN: number;
  /** What n counts. */
  readonly base: 'answers' | 'comments' | 'feedback';
}

export interface Tile {
  readonly kpi: string;
  readonly figure: Figure;
  readonly previous: Change | null;
  readonly yearAgo: Change | null;
  /** Smallest change that 80 % power would show, in the KPI's unit; `null` when not computed. */
  readonly detectable: number | null;
  /** Up to 13 months up to this one; `null` = gap. */
  readonly spark: readonly (number | null)[];
}

export interface TrendPoint {
  readonly month: string;
  readonly figure: Figure;
  /** Control limits at this month's base; `null` below the 8 points of history that they need. */
  readonly limits: { readonly low: number; readonly high: number } | null;
  readonly signal: 'above' | 'below' | 'run' | null;
}

/** 13 to 25 months of one KPI, oldest first, gaps included. */
export interface Trend {
  readonly kpi: string;
  readonly centre: number | null;
  /** Of the centre: the months that it was computed from, or `null` when history is too short. */
  readonly baseline: readonly string[] | null;
  readonly points: readonly TrendPoint[];
  readonly title: Phrase;
}

export interface SegmentRow {
  /** `null` is "not given". */
  readonly value: string | null;
  readonly label: Localised;
  /** One per column, in their order; `change` is against the rest of the same table. */
  readonly cells: readonly { readonly figure: Figure; readonly change: Change | null }[];
}

/** One dimension × the KPIs that are cut by it. */
export interface SegmentTable {
  readonly dimension: string;
  readonly label: Localised;
  readonly kpis: readonly string[];
  readonly rows: readonly SegmentRow[];
  readonly total: SegmentRow;
  readonly title: Phrase;
}

export interface Quote {
  readonly id: string;
  /** Redacted, shortened at a word with an ellipsis. */
  readonly text: string;
  /** Half-open spans of `text` to mark, in order, not overlapping. */
  readonly marks: readonly (readonly [number, number])[];
  readonly language: string | null;
  readonly at: Instant;
  readonly score: { readonly label: Localised; readonly value: number; readonly max: number } | null;
  /** Where it comes from, e.g. channel and region; data. */
  readonly place: readonly Localised[];
  readonly tone: 'negative' | 'neutral' | 'positive';
}

export interface QuoteGroup {
  readonly title: Phrase;
  /** Commented answers that the quotes were chosen from; at least 5. */
  readonly n: number;
  readonly quotes: readonly Quote[];
}

/** What was read, for the cover and the method page. */
export interface Coverage {
  readonly feedback: number;
  readonly commented: number;
  readonly sources: readonly {
    readonly source: string;
    readonly stream: string;
    readonly feedback: number;
    readonly first: Instant | null;
    readonly last: Instant | null;
    readonly quarantined: number;
  }[];
}

/** Quality and identity of a model that made annotations. */
export interface ModelInfo {
  readonly step: string;
  readonly model: string;
  readonly scored: number;
  readonly abstained: number;
}

/**
 * All that a report prints, in no language: numbers, ids and phrases. It is frozen as JSON when the report is issued;
 * every language and format is laid out from it, so French and English cannot differ in a number.
 */
export interface ReportModel {
  readonly schemaVersion: 1;
  readonly template: string;
  /** `lumiere-2026-10`, without the digest. */
  readonly name: string;
  /** First 8 hex digits of the SHA-256 of this model without this field. */
  readonly digest: string;
  readonly title: Localised | null;
  readonly client: { readonly id: string; readonly name: string } | null;
  readonly pipeline: string;
  readonly audience: string;
  readonly window: Window;
  /** `2026-10`; `null` when the window is not a calendar month. */
  readonly month: string | null;
  readonly timezone: string;
  readonly asOf: Instant;
  /** The earlier of the window's end and `asOf`: no later answer is in. */
  readonly cutOff: Instant;
  readonly status: 'final' | 'provisional' | 'not-enough-data';
  /** The issue of the same, closed period whose figures are no longer these; left out when there is none. */
  readonly restates?: { readonly version: number; readonly asOf: Instant };
  readonly coverage: Coverage;
  readonly kpis: readonly KpiInfo[];
  readonly headline: Phrase;
  readonly summary: {
    readonly title: Phrase;
    readonly tiles: readonly Tile[];
    readonly moved: readonly Phrase[];
    readonly why: readonly Phrase[];
    readonly next: readonly Phrase[];
  };
  readonly trends: readonly Trend[];
  readonly segments: readonly SegmentTable[];
  readonly verbatims: { readonly title: Phrase; readonly groups: readonly QuoteGroup[] };
  readonly method: { readonly models: readonly ModelInfo[]; readonly notes: readonly Phrase[] };
  /** Every figure that is printed anywhere, once, in page order. */
  readonly annex: readonly {
    readonly figure: Figure;
    readonly change: Change | null;
    readonly section: 'summary' | 'trend' | 'segments';
  }[];
}

/** Whether a report's period had ended when its data were read; before that its figures are expected to change. */
export const isClosed = ({ asOf, window }: Pick<ReportModel, 'asOf' | 'window'>): boolean =>
  Date.parse(asOf) >= Date.parse(window.to);

import type { ColumnType, Generated } from 'kysely';

/** A jsonb column: read as a value, always written as text made by `JSON.stringify`. */
type JsonColumn<T> = ColumnType<T, string, string>;
type Instants = ColumnType<Date, Date | string, Date | string>;

/** Facts about the store itself: the customer key's fingerprint, the time it was made. */
interface SettingTable {
  key: string;
  value: JsonColumn<unknown>;
}

/** One kind of record from one source of one pipeline; everything else refers to its number. */
interface StreamTable {
  id: Generated<number>;
  pipeline: string;
  source: string;
  name: string;
  feeds: string;
}

/** A question that feedback of a stream answers; the scale belongs to the question. */
interface QuestionTable {
  stream_id: number;
  id: string;
  kind: 'score' | 'text';
  scale_min: number | null;
  scale_max: number | null;
  wording: string | null;
  prior: string | null;
}

/** One row per response; its scores and further texts are keyed by question. */
interface FeedbackTable {
  stream_id: number;
  external_id: string;
  occurred_at: Instants;
  /** Keyed hash of the customer's id in the source, 16 bytes. */
  customer_key: Uint8Array | null;
  channel: string | null;
  touchpoint: string | null;
  language: string | null;
  comment: string | null;
  answers: JsonColumn<Record<string, number | null>>;
  texts: JsonColumn<Record<string, string | null>>;
  attributes: JsonColumn<Record<string, string | number | boolean | null>>;
  /** Of the mapped record before enrichment, with the identity of the enrichments, 16 bytes. */
  content_hash: Uint8Array;
  /** `run.seq` of the run that wrote it first and last. */
  first_run: number;
  last_run: number;
}

/** What a text step says about one text of a feedback; a row without label is an abstention. */
interface AnnotationTable {
  stream_id: number;
  external_id: string;
  question: string;
  step: string;
  /** Model id and revision: `ml-sentiment@2.0.7`. */
  model: string;
  rank: number;
  label: 'negative' | 'neutral' | 'positive' | null;
  score: number | null;
  probability: number | null;
  margin: number | null;
  needs_review: boolean;
  mixed: boolean;
  because: JsonColumn<readonly string[]>;
  clauses: JsonColumn<readonly { from: number; to: number; label: string; score: number }[]>;
}

interface SegmentSchemeTable {
  pipeline: string;
  scheme: string;
  /** Of the rules; a change assigns everything again. */
  digest: string;
}

interface SegmentMembershipTable {
  stream_id: number;
  external_id: string;
  scheme: string;
  segment: string;
}

/** A KPI as defined: the same plugin with other options is another definition. */
interface KpiDefinitionTable {
  id: Generated<number>;
  pipeline: string;
  kpi: string;
  on_question: string;
  digest: string;
  dimensions: JsonColumn<readonly string[]>;
  /** The highest `dirty_day.mark` that its daily parts include. */
  refreshed_mark: ColumnType<number, number | undefined, number>;
}

/** Additive parts of one definition, one day in the pipeline's zone, one cell of its dimensions. */
interface KpiDailyTable {
  definition_id: number;
  day: ColumnType<string, string, string>;
  /** The literal of a text[] in the order of the definition's dimensions: one text is found faster than an array of them. */
  cell: string;
  /** Parts that count; arrays are read twice as fast as objects. */
  counts: readonly number[];
  /** Parts that sum decimals: exact, so that the total is the same in whatever order they are added. */
  sums: readonly number[];
}

interface RunTable {
  seq: Generated<number>;
  id: string;
  pipeline: string;
  client: string | null;
  engine: string;
  status: string;
  window_from: Instants;
  window_to: Instants;
  as_of: Instants;
  started_at: Instants;
  ended_at: Instants | null;
  plan_digest: string;
  plan: JsonColumn<unknown>;
  /** The fence: higher with each process or execution that comes to lead the run. */
  epoch: ColumnType<number, number | undefined, number>;
}

interface RunStepTable {
  run_seq: number;
  node: string;
  use: string;
  kind: string;
  status: string;
  attempts: number;
  result: JsonColumn<unknown> | null;
  failure: JsonColumn<unknown> | null;
  started_at: Instants | null;
  ended_at: Instants | null;
}

/** The ledger: one row per committed batch, in the same transaction as its rows. */
interface RunBatchTable {
  run_seq: number;
  node: string;
  epoch: number;
  number: number;
  read: number;
  written: number;
  unchanged: number;
  rejected: number;
  deduplicated: number;
  filtered: number;
  committed_at: Generated<Date>;
}

/** Where a stream or a step goes on; `epoch` is the fence. */
interface BookmarkTable {
  /** `stream:<pipeline>/<source>/<stream>`, `step:<pipeline>/<node>` or, for one shard of a step, `step:<pipeline>/<node>#<shard>`. */
  key: string;
  epoch: number;
  run_seq: number;
  state: JsonColumn<unknown> | null;
  state_version: number;
  /** Batches of the run that `state` covers; later ones are read again after a stop. */
  batches: number;
  done: boolean;
  updated_at: Instants;
}

interface QuarantineTable {
  id: Generated<number>;
  stream_id: number;
  first_run: number;
  last_run: number;
  origin: JsonColumn<{ file?: string; line?: number; record?: number; page?: number }>;
  code: string;
  reason: string;
  raw: string;
  /** Of code and raw text: the same bad row read again is the same entry. */
  fingerprint: Uint8Array;
  attempts: number;
  resolved_run: number | null;
}

/** Keys that a full read has met so far, so that the rest can be removed when it is complete. */
interface SeenKeyTable {
  stream_id: number;
  external_id: string;
}

/** A day whose feedback changed; KPIs with a lower mark compute it again. */
interface DirtyDayTable {
  pipeline: string;
  day: ColumnType<string, string, string>;
  mark: number;
}

/** A report as issued: the frozen model. */
interface ReportIssueTable {
  id: string;
  pipeline: string;
  report: string;
  window_from: Instants;
  window_to: Instants;
  version: number;
  digest: string;
  model: JsonColumn<unknown>;
  run_seq: number;
  issued_at: Instants;
}

/** The warehouse of one client. */
export interface Tables {
  setting: SettingTable;
  stream: StreamTable;
  question: QuestionTable;
  feedback: FeedbackTable;
  annotation: AnnotationTable;
  segment_scheme: SegmentSchemeTable;
  segment_membership: SegmentMembershipTable;
  kpi_definition: KpiDefinitionTable;
  kpi_daily: KpiDailyTable;
  run: RunTable;
  run_step: RunStepTable;
  run_batch: RunBatchTable;
  bookmark: BookmarkTable;
  quarantine: QuarantineTable;
  seen_key: SeenKeyTable;
  dirty_day: DirtyDayTable;
  report_issue: ReportIssueTable;
}

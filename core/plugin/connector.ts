import type { z } from 'zod';
import type { Origin, Scalar } from '../model/feedback.ts';
import type { Context, Path, PluginMeta } from './meta.ts';

export type Feeds = 'feedback' | 'interaction' | 'customer' | 'order' | 'event';
export type Cellular = Scalar | null;

/** One kind of record from a connector. */
export interface StreamDef<Row, State> {
  /** The row's one source of truth: its type, its validator, its documentation. */
  readonly row: z.ZodType<Row>;
  /** Default key; the pipeline may name another. A misspelt path does not compile. Empty: the pipeline must name one. */
  readonly key: readonly Path<NoInfer<Row>>[];
  readonly cursor?: { readonly at: Path<NoInfer<Row>>; readonly order: 'asc' | 'desc' | 'none' };
  readonly state: z.ZodType<State>;
  readonly stateVersion: number;
  readonly personal?: Readonly<Partial<Record<Path<NoInfer<Row>>, 'id' | 'contact' | 'freetext'>>>;
  readonly feeds: Feeds;
}

/** Records as a table: the fast form for files. Cells stand in the order of `columns`. */
export interface TableChunk {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cellular[])[];
  readonly file: string;
  /** Line on which each row begins, counted from 1; same length as `rows`. */
  readonly lines: readonly number[];
}

/** A row that the connector could not make; it is emitted, not thrown, and goes to the quarantine. */
export interface BadRow {
  readonly raw: string;
  readonly code: string;
  readonly why: string;
  readonly origin: Origin;
}

/** What a connector yields, in source order. Everything before a `checkpoint` is enough to restart from it. */
export type Emit<Row, State> =
  | { readonly table: TableChunk }
  | { readonly rows: readonly Row[]; readonly origin: (index: number) => Origin }
  | { readonly bad: BadRow }
  | { readonly checkpoint: State };

/** What a read is asked for. `state` is the last committed checkpoint, or `null` to start from the beginning. */
export interface Query<State> {
  readonly stream: string;
  readonly state: State | null;
  /** Columns that the pipeline maps; a missing one is an error of the source's contract (VB2104). */
  readonly columns: readonly string[];
}

/** One finding of a connector's check, printed by `doctor` and `validate`. */
export interface Check {
  readonly id: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly fix: string | null;
}

/** How a source writes numbers and dates in text cells. */
export interface CellFormat {
  readonly decimal: '.' | ',';
  /** `iso`, or a pattern of `dd MM yyyy yy HH mm ss` with any separators: `dd/MM/yyyy HH:mm`. */
  readonly date: string;
}

/** Reads records of one or more streams. Memory stays constant however large the source is. */
export interface Connector<Options = unknown, Row = never, State = unknown> extends PluginMeta<'connector', Options> {
  /** Streams by name; `*` stands for any name that the pipeline chooses. */
  readonly streams: Readonly<Record<string, StreamDef<Row, State>>>;
  /** Only for sources whose cells are text; without it numbers have a point and dates are ISO 8601. */
  readonly cells?: (options: Options) => CellFormat;
  /** Never throws for bad options: a problem is a failed check. */
  readonly check: (context: Context<Options>) => Promise<readonly Check[]>;
  readonly read: (context: Context<Options>, query: Query<State>) => AsyncIterable<Emit<Row, State>>;
}

/** Types a connector and returns it. */
export function defineConnector<Options, Row, State>(
  connector: Omit<Connector<Options, Row, State>, 'kind'>,
): Connector<Options, Row, State> {
  return { kind: 'connector', ...connector };
}

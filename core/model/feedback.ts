/** An instant as ISO 8601 UTC with milliseconds and `Z`: `2026-10-01T22:00:00.000Z`. */
export type Instant = string;

/** A value of an attribute. */
export type Scalar = string | number | boolean;

/** Where a record stood in its source; lines and records count from 1, a line is where the record begins. */
export interface Origin {
  readonly file?: string;
  readonly line?: number;
  readonly record?: number;
  readonly page?: number;
}

/**
 * One answer, review or call of a customer, as a step before the first write sees it.
 * `null` = asked, no answer; a missing key = not asked.
 */
export interface Feedback {
  /** The key's values, joined with U+001F when the key has several columns. */
  readonly externalId: string;
  readonly occurredAt: Instant;
  /** The source's own id of the customer; only its keyed hash is stored. */
  readonly customer: string | null;
  readonly channel: string | null;
  readonly touchpoint: string | null;
  /** ISO 639-1, filled by a language step when the source has none. */
  readonly language: string | null;
  readonly comment: string | null;
  /** Scores by question id, on the scale that the question declares. */
  readonly answers: Readonly<Record<string, number | null>>;
  /** Further texts by question id. */
  readonly texts: Readonly<Record<string, string | null>>;
  readonly attributes: Readonly<Record<string, Scalar | null>>;
}

/** A record that was refused: it goes to the quarantine with its reason. */
export interface Reject {
  readonly code: string;
  /** One sentence; names columns, lines and what was expected, never a customer's text. */
  readonly reason: string;
  readonly origin: Origin;
  /** What is kept of it, as text, 10 kB at most: nothing that the customer wrote, and nothing that says who that is. */
  readonly raw: string;
  /** What was read, where `raw` leaves something out. It is not stored; its hash tells one refused record from another. */
  readonly whole?: string;
}

export type Polarity = 'negative' | 'neutral' | 'positive';

/** What a text step says about one text of a feedback. */
export interface Annotation {
  readonly label: Polarity;
  /** -1 to 1. */
  readonly score: number;
  /** 0 to 1, calibrated where the model says so; `null` when the model has none. */
  readonly probability: number | null;
  /** Distance to the next label, 0 to 1; `null` when the model has none. */
  readonly margin: number | null;
  readonly needsReview: boolean;
  /** Clauses disagree. */
  readonly mixed: boolean;
  /** The words that made it: `["pas bon"]`. */
  readonly because: readonly string[];
  readonly clauses: readonly {
    readonly from: number;
    readonly to: number;
    readonly label: Polarity;
    readonly score: number;
  }[];
}

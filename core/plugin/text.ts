import type { Annotation, Feedback } from '../model/feedback.ts';
import type { Context, PluginMeta } from './meta.ts';

/** Given back by an enrichment for a record that it must not let through. */
export interface Refusal {
  readonly refuse: { readonly code: string; readonly reason: string };
}

type Enrich = (
  batch: readonly Feedback[],
) => readonly (Feedback | Refusal)[] | Promise<readonly (Feedback | Refusal)[]>;

/** Changes a feedback before it is first written. */
export interface Enrichment<Options = unknown> extends PluginMeta<'enrichment', Options> {
  readonly stage: 'before-write';
  /** Fields it reads and fills, by name of `Feedback`; checked against the steps' order. */
  readonly reads: readonly (keyof Feedback)[];
  readonly writes: readonly (keyof Feedback)[];
  /**
   * Loads what it needs once and returns the function that works on a batch: same length, same order, a feedback or a
   * refusal per item. The function keeps no state that changes a later result.
   */
  readonly open: (context: Context<Options>) => Promise<Enrich>;
}

/** One text to score. */
export interface TextItem {
  readonly text: string;
  readonly language: string | null;
  /** `comment`, or the question that the text answers. */
  readonly question: string;
  /** What the question's wording suggests ("what could we improve?" → negative). */
  readonly prior: 'negative' | 'positive' | null;
}

type Score = (batch: readonly TextItem[]) => readonly (Annotation | null)[] | Promise<readonly (Annotation | null)[]>;

/** Says how a text feels. */
export interface Sentiment<Options = unknown> extends PluginMeta<'sentiment', Options> {
  /** A new revision makes every affected feedback be scored again. */
  readonly model: { readonly id: string; readonly revision: string; readonly languages: readonly string[] };
  /** Texts of other languages are not handed in. `null` = abstains. Same length and order out. */
  readonly open: (context: Context<Options>) => Promise<Score>;
}

/** Types an enrichment and returns it. */
export function defineEnrichment<Options>(enrichment: Omit<Enrichment<Options>, 'kind'>): Enrichment<Options> {
  return { kind: 'enrichment', ...enrichment };
}

/** Types a sentiment plugin and returns it. */
export function defineSentiment<Options>(sentiment: Omit<Sentiment<Options>, 'kind'>): Sentiment<Options> {
  return { kind: 'sentiment', ...sentiment };
}

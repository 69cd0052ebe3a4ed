import type { Condition } from '../model/condition.ts';
import type { Comparison, Measure, Parts, Unit } from '../model/metric.ts';
import type { Language, PluginMeta } from './meta.ts';

/** A segment scheme as rules over one feedback: the first rule that holds names the segment. */
export interface Scheme {
  /** `segment.<name>` in `by`. */
  readonly name: string;
  readonly rules: readonly { readonly name: string; readonly when: Condition }[];
  /** The segment of a feedback that no rule takes; `null` = no segment. */
  readonly otherwise: string | null;
}

/**
 * Assigns each feedback to a segment. Rules may test `channel`, `touchpoint`, `language`, `source`,
 * `answer.<question>` and `attribute.<name>`; a bare other name is an attribute.
 */
export interface Segmentation<Options = unknown> extends PluginMeta<'segmentation', Options> {
  /** `step` is the id of the step in the pipeline, for a scheme that is given no name of its own. */
  readonly scheme: (options: Options, step: string) => Scheme;
}

/** What a KPI counts: answers to a question, annotations of a text, or feedback as such. */
export type Subject = 'answer' | 'annotation' | 'feedback';

/**
 * An additive figure of a cell. `when` tests the subject's fields:
 * answer: `value` · annotation: `label`, `score` · feedback: `commented` (0 or 1).
 * `sum` and `sum-of-squares` are over `value` (answer) or `score` (annotation).
 */
export interface Part {
  readonly of: 'count' | 'sum' | 'sum-of-squares';
  readonly when?: Condition;
}

/** Measures a figure from additive parts; everything but `parts` is a pure function. */
export interface Kpi<Options = unknown> extends PluginMeta<'kpi', Options> {
  readonly subject: Subject;
  /** The question (answer) or text (annotation) read when the pipeline names none with `on`. */
  readonly on: string;
  readonly unit: Unit;
  /** The value's own bounds, for clipping and chart axes; `null` = none. */
  readonly range: (options: Options) => readonly [number, number] | null;
  /** What a rise means to a reader. */
  readonly betterWhen: 'higher' | 'lower' | 'neither';
  /** As printed: `{ fr: 'Satisfaction (4–5 sur 5)', en: 'Satisfaction (4–5 of 5)' }`. */
  readonly label: (options: Options) => Readonly<Record<Language, string>>;
  /** In a sentence, with its article: `{ fr: 'la satisfaction', en: 'satisfaction' }`. */
  readonly noun: Readonly<Record<Language, string>>;
  /** Decimals to print. */
  readonly digits: number;
  /** One sentence of definition for the method page, in each language. */
  readonly definition: (options: Options) => Readonly<Record<Language, string>>;
  readonly parts: (options: Options) => Readonly<Record<string, Part>>;
  readonly measure: (parts: Parts, options: Options) => Measure;
  /** `null` when the two cannot be compared. */
  readonly compare: (left: Parts, right: Parts, options: Options) => Comparison | null;
}

/** Types a segmentation plugin and returns it. */
export function defineSegmentation<Options>(segmentation: Omit<Segmentation<Options>, 'kind'>): Segmentation<Options> {
  return { kind: 'segmentation', ...segmentation };
}

/** Types a KPI and returns it. */
export function defineKpi<Options>(kpi: Omit<Kpi<Options>, 'kind'>): Kpi<Options> {
  return { kind: 'kpi', ...kpi };
}

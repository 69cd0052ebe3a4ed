/** All that a plugin author imports, published as `verbatim-cx/sdk`. */
export { VerbatimError } from './errors.ts';
export type { Condition } from './model/condition.ts';
export type { Annotation, Feedback, Instant, Origin, Polarity, Scalar } from './model/feedback.ts';
export type { Comparison, Measure, Parts, Unit } from './model/metric.ts';
export type { BadRow, Check, Connector, Emit, Query, StreamDef, TableChunk } from './plugin/connector.ts';
export { defineConnector } from './plugin/connector.ts';
export type { Kpi, Part, Scheme, Segmentation, Subject } from './plugin/measure.ts';
export { defineKpi, defineSegmentation } from './plugin/measure.ts';
export type { Context, Language, Path } from './plugin/meta.ts';
export { secret } from './plugin/meta.ts';
export type { Delivery, Receipt, Sink } from './plugin/sink.ts';
export { defineSink } from './plugin/sink.ts';
export type { Enrichment, Refusal, Sentiment, TextItem } from './plugin/text.ts';
export { defineEnrichment, defineSentiment } from './plugin/text.ts';
export { meanChange, meanOf } from './stats/mean.ts';
export { adjustedNetScore, netChange, netScore } from './stats/net-score.ts';
export { shareChange, wilsonInterval } from './stats/proportion.ts';

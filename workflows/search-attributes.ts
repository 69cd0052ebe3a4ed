import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Plan } from '../core/plan/plan.ts';

/** What a run can be found by in the server's own list; no personal data. */
export const statusAttribute = defineSearchAttributeKey('VerbatimStatus', 'KEYWORD');
const clientAttribute = defineSearchAttributeKey('VerbatimClient', 'KEYWORD');
export const pipelineAttribute = defineSearchAttributeKey('VerbatimPipeline', 'KEYWORD');
const windowStartAttribute = defineSearchAttributeKey('VerbatimWindowStart', 'DATETIME');
const planDigestAttribute = defineSearchAttributeKey('VerbatimPlanDigest', 'KEYWORD');

/** All of them, to be registered with a namespace. */
export const searchAttributes = [
  statusAttribute,
  clientAttribute,
  pipelineAttribute,
  windowStartAttribute,
  planDigestAttribute,
] as const;

/** What a run of a plan starts with. */
export const attributesOf = (plan: Plan): SearchAttributePair[] => [
  { key: statusAttribute, value: 'running' },
  { key: clientAttribute, value: plan.client ?? '-' },
  { key: pipelineAttribute, value: plan.pipeline },
  { key: windowStartAttribute, value: new Date(plan.window.from) },
  { key: planDigestAttribute, value: plan.digest },
];

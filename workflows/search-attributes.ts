import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Plan } from '../core/plan/plan.ts';

/** What a run can be found by in the server's own list; no personal data. */
export const statusAttribute = defineSearchAttributeKey('VerbatimStatus', 'KEYWORD');
const clientAttribute = defineSearchAttributeKey('VerbatimClient', 'KEYWORD');
const pipelineAttribute = defineSearchAttributeKey('VerbatimPipeline', 'KEYWORD');
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

/** Finds the runs of a pipeline's window in the server's list. */
export function placeQuery({ pipeline, client, window }: Pick<Plan, 'pipeline' | 'client' | 'window'>): string {
  // Some servers keep an instant with more digits than they look for, and no equal one is found; windows are days apart.
  const [after, before] = [-1_000, 1_000].map(ms => new Date(Date.parse(window.from) + ms).toISOString());
  return [
    `${pipelineAttribute.name} = "${pipeline}"`,
    `${clientAttribute.name} = "${client ?? '-'}"`,
    `${windowStartAttribute.name} BETWEEN "${after}" AND "${before}"`,
  ].join(' AND ');
}

/** What a run of a plan starts with. */
export const attributesOf = (plan: Plan): SearchAttributePair[] => [
  { key: statusAttribute, value: 'running' },
  { key: clientAttribute, value: plan.client ?? '-' },
  { key: pipelineAttribute, value: plan.pipeline },
  { key: windowStartAttribute, value: new Date(plan.window.from) },
  { key: planDigestAttribute, value: plan.digest },
];

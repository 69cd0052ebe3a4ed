import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Window } from '../core/model/window.ts';
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
    clientQuery(client),
    `${windowStartAttribute.name} BETWEEN "${after}" AND "${before}"`,
  ].join(' AND ');
}

/** Finds what is of a client in the server's list. */
export const clientQuery = (client: string | null): string => `${clientAttribute.name} = "${client ?? '-'}"`;

/** What every workflow of a pipeline starts with. */
export const nameAttributesOf = ({ pipeline, client }: Pick<Plan, 'pipeline' | 'client'>): SearchAttributePair[] => [
  { key: clientAttribute, value: client ?? '-' },
  { key: pipelineAttribute, value: pipeline },
];

/** What stands beside the name for a workflow that is about one window, or that begins with it. */
export const windowAttributesOf = ({ from }: Window): SearchAttributePair[] => [
  { key: windowStartAttribute, value: new Date(from) },
];

/** What a part of a run starts with: its status is the run's. */
export const partAttributesOf = (plan: Plan): SearchAttributePair[] => [
  ...nameAttributesOf(plan),
  ...windowAttributesOf(plan.window),
  { key: planDigestAttribute, value: plan.digest },
];

/** What a run of a plan starts with. */
export const attributesOf = (plan: Plan): SearchAttributePair[] => [
  { key: statusAttribute, value: 'running' },
  ...partAttributesOf(plan),
];

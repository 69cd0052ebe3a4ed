import { VerbatimError } from '../errors.ts';
import type { NodeResult } from '../plan/result.ts';
import { underName } from '../warehouse/session-name.ts';
import { runConnectorStep } from './connector-step.ts';
import { runKpiStep } from './kpi-step.ts';
import { runReportStep } from './report-step.ts';
import type { Attempt, Runtime } from './runtime.ts';
import { runSegmentationStep } from './segmentation-step.ts';
import { runSentimentStep } from './sentiment-step.ts';

/**
 * One attempt of one node of a plan: the same function behind every engine. It may run twice at the same time; every
 * write is fenced or an upsert on a natural key. What the database sees of it carries the run's id.
 *
 * @throws whatever the step throws; its class in the catalogue decides whether the engine tries again
 */
export function runNode(runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  return underName(`verbatim ${attempt.run.id}`, () => nodeOf(runtime, attempt));
}

async function nodeOf(runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  const node = attempt.plan.nodes.find(one => one.id === attempt.node);
  switch (node?.kind) {
    case 'connector':
      return runConnectorStep(node, runtime, attempt);
    case 'sentiment':
      return runSentimentStep(node, runtime, attempt);
    case 'segmentation':
      return runSegmentationStep(node, runtime, attempt);
    case 'kpi':
      return runKpiStep(node, runtime, attempt);
    case 'report':
      return runReportStep(node, runtime, attempt);
    default:
      throw new VerbatimError('VB9001', `the plan has no node "${attempt.node}"`);
  }
}

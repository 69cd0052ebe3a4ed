import { isAbsolute, relative } from 'node:path';
import { asVerbatimError, VerbatimError } from '../errors.ts';
import type { NodeResult } from '../plan/result.ts';
import { underName } from '../warehouse/session-name.ts';
import { runConnectorStep } from './connector-step.ts';
import { runKpiStep } from './kpi-step.ts';
import { runReportStep } from './report-step.ts';
import type { Attempt, Runtime } from './runtime.ts';
import { createScrub, type Scrub } from './scrub.ts';
import { runSegmentationStep } from './segmentation-step.ts';
import { runSentimentStep } from './sentiment-step.ts';

/**
 * One attempt of one node of a plan: the same function behind every engine. It may run twice at the same time; every
 * write is fenced or an upsert on a natural key. What leaves it, by result, event or error, holds no secret of the plan;
 * what the database sees of it carries the run's id.
 *
 * @throws VerbatimError whatever the step throws; its class in the catalogue decides whether the engine tries again
 */
export async function runNode(runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  const scrub = createScrub(attempt.plan, runtime);
  const emit: Attempt['emit'] = event => attempt.emit(event.type === 'log' ? scrub(event) : event);
  try {
    return scrub(await underName(`verbatim ${attempt.run.id}`, () => runStep(runtime, { ...attempt, emit })));
  } catch (thrown) {
    throw leaving(asVerbatimError(thrown), scrub, runtime.root);
  }
}

async function runStep(runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
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

/** The error without secrets, its place as the project knows it. */
function leaving(error: VerbatimError, scrub: Scrub, root: string): VerbatimError {
  const { code, message, hint, at } = error;
  const inside = at === null ? '' : relative(root, at.file);
  const file = at !== null && isAbsolute(at.file) && !inside.startsWith('..') ? inside : at?.file;
  return new VerbatimError(code, scrub(message), {
    ...(hint === null ? {} : { hint: scrub(hint) }),
    ...(at === null || file === undefined ? {} : { at: { ...at, file: scrub(file) } }),
    cause: error,
  });
}

import type { SegmentationNode } from '../plan/plan.ts';
import { type NodeResult, noCounts } from '../plan/result.ts';
import { assignScheme } from '../warehouse/segment.ts';
import { parseOptions } from './plugin-options.ts';
import type { Attempt, Runtime } from './runtime.ts';

/** Assigns all feedback of the pipeline to the segments of one scheme, in one transaction. */
export async function runSegmentationStep(
  node: SegmentationNode,
  runtime: Runtime,
  attempt: Attempt,
): Promise<NodeResult> {
  const startedAt = performance.now();
  const plugin = await runtime.registry.load('segmentation', node.use);
  const { feedback, changed } = await assignScheme(runtime.warehouse, {
    pipeline: attempt.plan.pipeline,
    timezone: attempt.plan.timezone,
    scheme: plugin.scheme(parseOptions(plugin, node.options, runtime), node.id),
  });
  const counts = { ...noCounts, read: feedback, written: changed, unchanged: feedback - changed };
  return { counts, ms: Math.round(performance.now() - startedAt), parts: [], reports: [], notes: [] };
}

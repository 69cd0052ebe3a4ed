import { VerbatimError } from '../errors.ts';
import type { SentimentNode } from '../plan/plan.ts';
import type { NodeResult } from '../plan/result.ts';
import { openAnnotator } from '../warehouse/annotate.ts';
import { callPlugin } from './plugin-call.ts';
import { parseOptions } from './plugin-options.ts';
import { type Attempt, contextOf, type Runtime } from './runtime.ts';

/** Texts of one transaction. */
const batchSize = 5_000;

/**
 * Scores every text that has no annotation of this model revision, in key order, one transaction per batch.
 * It can be stopped and run again at any point: what is scored is never scored twice.
 */
export async function runSentimentStep(node: SentimentNode, runtime: Runtime, attempt: Attempt): Promise<NodeResult> {
  const startedAt = performance.now();
  const plugin = await runtime.registry.load('sentiment', node.use);
  const context = contextOf(runtime, attempt, parseOptions(plugin, node.options, runtime));
  const score = await callPlugin(node.use, () => plugin.open(context));
  const annotator = await openAnnotator(runtime.warehouse, {
    run: attempt.run,
    node,
    pipeline: attempt.plan.pipeline,
    timezone: attempt.plan.timezone,
    shard: attempt.shard ?? null,
  });
  let rows = 0;
  for (;;) {
    attempt.signal.throwIfAborted();
    const tasks = await annotator.next(batchSize);
    if (tasks.length === 0) break;
    const items = tasks.map(({ text, language, question, prior }) => ({ text, language, question, prior }));
    const scored = await callPlugin(node.use, () => score(items));
    attempt.signal.throwIfAborted();
    if (scored.length !== tasks.length) {
      throw new VerbatimError(
        'VB3004',
        `plugin "${node.use}" gave back ${scored.length} scores for ${tasks.length} texts`,
      );
    }
    await annotator.write(tasks.map((task, index) => ({ task, annotation: scored[index]! })));
    rows += tasks.length;
    attempt.emit({ type: 'progress', node: node.id, rows });
  }
  const counts = await annotator.finish();
  return { counts, ms: Math.round(performance.now() - startedAt), parts: [], reports: [], notes: [] };
}

import { VerbatimError } from '../errors.ts';
import type { Feedback } from '../model/feedback.ts';
import type { ConnectorNode } from '../plan/plan.ts';
import { noCounts, type PartResult } from '../plan/result.ts';
import type { Refusal } from '../plugin/text.ts';
import { callPlugin } from './plugin-call.ts';
import { parseOptions } from './plugin-options.ts';
import { type Attempt, contextOf, type Runtime } from './runtime.ts';

interface OpenEnrichments {
  /** Same length and order out; a refusal is not handed to the enrichments after it. `null` when there are none. */
  readonly apply: ((batch: readonly Feedback[]) => Promise<readonly (Feedback | Refusal)[]>) | null;
  /** True when texts are rewritten before they are stored, as redaction does. */
  readonly rewriteText: boolean;
  readonly parts: () => readonly PartResult[];
}

/**
 * Opens the enrichments of a stream, in order. If one throws, each record of its batch is tried alone and the one that
 * makes it throw is refused (VB2206): a text never passes through unredacted, and one record never stops a stream.
 * When the attempt is told to stop, `apply` rejects with the reason.
 */
export async function openEnrichments(
  uses: ConnectorNode['enrich'],
  runtime: Runtime,
  attempt: Attempt,
): Promise<OpenEnrichments> {
  const chain = await Promise.all(
    uses.map(async use => {
      const plugin = await runtime.registry.load('enrichment', use.use);
      const context = contextOf(runtime, attempt, parseOptions(plugin, use.options, runtime));
      const work = await callPlugin(use.use, () => plugin.open(context));
      return { use, work, rewritesText: plugin.writes.includes('comment'), read: 0, rejected: 0, ms: 0 };
    }),
  );
  const apply = async (batch: readonly Feedback[]): Promise<readonly (Feedback | Refusal)[]> => {
    let current: readonly (Feedback | Refusal)[] = batch;
    for (const link of chain) {
      const startedAt = performance.now();
      const items = current.filter((item): item is Feedback => !('refuse' in item));
      const results = await guarded(link.use.use, link.work, items, attempt.signal);
      attempt.signal.throwIfAborted();
      link.read += items.length;
      link.rejected += results.filter(item => 'refuse' in item).length;
      link.ms += performance.now() - startedAt;
      let next = 0;
      current = current.map(item => ('refuse' in item ? item : results[next++]!));
    }
    return current;
  };
  const parts = (): readonly PartResult[] =>
    chain.map(({ use, read, rejected, ms }) => ({
      id: use.id,
      use: use.use,
      kind: 'enrichment',
      counts: { ...noCounts, read, written: read - rejected, rejected },
      ms: Math.round(ms),
    }));
  const rewriteText = chain.some(link => link.rewritesText);
  return { apply: chain.length === 0 ? null : apply, rewriteText, parts };
}

type Work = (batch: readonly Feedback[]) => readonly (Feedback | Refusal)[] | Promise<readonly (Feedback | Refusal)[]>;

async function guarded(
  name: string,
  work: Work,
  items: readonly Feedback[],
  signal: AbortSignal,
): Promise<readonly (Feedback | Refusal)[]> {
  try {
    return sameLength(name, items, await work(items));
  } catch (thrown) {
    // An attempt that is told to stop says nothing about its records: their batch is not written, and is read again.
    signal.throwIfAborted();
    if (thrown instanceof VerbatimError && thrown.code === 'VB3004') throw thrown;
    if (items.length === 1) return [refusal(name)];
  }
  const results: (Feedback | Refusal)[] = [];
  for (const item of items) results.push(...(await guarded(name, work, [item], signal)));
  return results;
}

const refusal = (name: string): Refusal => ({
  refuse: { code: 'VB2206', reason: `enrichment "${name}" failed on this record` },
});

function sameLength<T>(name: string, given: readonly unknown[], back: readonly T[]): readonly T[] {
  if (back.length === given.length) return back;
  throw new VerbatimError('VB3004', `plugin "${name}" gave back ${back.length} items for ${given.length}`, {
    hint: 'a plugin that works on a batch returns one item per item, in the same order',
  });
}

import type { Annotation, Polarity } from '../../../core/model/feedback.ts';
import type { SentimentNode } from '../../../core/plan/plan.ts';
import type { Counts } from '../../../core/plan/result.ts';
import { type Annotator, openAnnotator } from '../../../core/warehouse/annotate.ts';
import type { AnnotationTask, Shard } from '../../../core/warehouse/annotation-tasks.ts';
import type { Warehouse } from '../../../core/warehouse/warehouse.ts';
import { type GivenRun, givenRun, pipeline, timezone } from './given-feedback.ts';

/** A text step that reads comments in French and English. */
const tone: SentimentNode = {
  kind: 'sentiment',
  id: 'tone',
  needs: [],
  retry: 'cpu',
  use: 'linear-sentiment',
  version: '1.0.0',
  options: {},
  model: 'linear@1',
  languages: ['fr', 'en'],
  texts: ['comment'],
  rank: 0,
};

/** What a model says of any text. */
export const says = (label: Polarity, score: number): Annotation => ({
  label,
  score,
  probability: 0.9,
  margin: 0.5,
  needsReview: false,
  mixed: false,
  because: ['pas bon'],
  clauses: [{ from: 0, to: 3, label, score }],
});

/** Opens an annotator of the step, in a run of its own and for all its texts when not told otherwise. */
export async function openFor(
  wh: Warehouse,
  node: Partial<SentimentNode> = {},
  { run, shard = null }: { readonly run?: GivenRun; readonly shard?: Shard | null } = {},
): Promise<Annotator> {
  const request = { node: { ...tone, ...node }, pipeline, timezone, shard };
  return openAnnotator(wh, { ...request, run: run ?? (await givenRun(wh)) });
}

/** Annotates what is left of a step, page by page. */
export async function annotateAll(
  annotator: Annotator,
  say: (task: AnnotationTask) => Annotation | null,
): Promise<{ readonly seen: readonly AnnotationTask[]; readonly counts: Counts }> {
  const seen: AnnotationTask[] = [];
  for (;;) {
    const tasks = await annotator.next(2);
    if (tasks.length === 0) break;
    seen.push(...tasks);
    await annotator.write(tasks.map(task => ({ task, annotation: say(task) })));
  }
  return { seen, counts: await annotator.finish() };
}

/** Annotations in the store, in key order. */
export const storedAnnotations = (wh: Warehouse) =>
  wh.db
    .selectFrom('annotation')
    .select(['external_id', 'question', 'step', 'model', 'rank', 'label', 'score'])
    .orderBy('stream_id')
    .orderBy('external_id')
    .orderBy('question')
    .orderBy('step')
    .execute();

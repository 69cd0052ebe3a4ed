import type { Feedback } from '../model/feedback.ts';
import { circles, inNeedOrder } from '../spec/circle.ts';

/** What decides an enrichment's place among those of a batch. */
export interface Enriching {
  readonly id: string;
  /** Ids of enrichments that come first; ids of other steps are passed over. */
  readonly needs: readonly string[];
  readonly reads: readonly (keyof Feedback)[];
  readonly writes: readonly (keyof Feedback)[];
}

/**
 * The order in which enrichments work on a batch: what a step needs comes first; beside that, a step that fills a field
 * comes before the steps that read it; where neither decides, the pipeline's own order holds.
 *
 * Two steps that each read what the other fills (language reads the comment, redaction rewrites it and reads the
 * language) are left in the pipeline's order, as is a pair whose fields contradict `needs`.
 *
 * @returns ids; `null` when `needs` make a circle
 */
export function enrichOrder(steps: readonly Enriching[]): readonly string[] | null {
  const ids = new Set(steps.map(step => step.id));
  const needs = new Map(steps.map(step => [step.id, step.needs.filter(need => ids.has(need))]));
  if (circles(needs).length > 0) return null;
  for (const reader of steps) {
    for (const writer of steps) {
      if (reader === writer || !feeds(writer, reader) || feeds(reader, writer)) continue;
      const before = needs.get(reader.id)!;
      needs.set(reader.id, [...before, writer.id]);
      if (circles(needs).length > 0) needs.set(reader.id, before);
    }
  }
  return inNeedOrder(needs);
}

const feeds = (writer: Enriching, reader: Enriching): boolean =>
  writer.writes.some(field => reader.reads.includes(field));

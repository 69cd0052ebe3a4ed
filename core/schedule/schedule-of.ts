import type { PipelineSpec } from '../spec/spec.ts';
import { gapsOf } from './gaps-of.ts';
import type { Schedule } from './schedule.ts';

/** The schedule of a pipeline; `null` when it has none. */
export function scheduleOf(project: string, spec: PipelineSpec): Schedule | null {
  if (spec.schedule === undefined) return null;
  const { cron, timezone, catch_up: catchUp, overlap, jitter } = spec.schedule;
  return {
    ...{ project, client: spec.client ?? null, pipeline: spec.pipeline },
    ...{ cron, zone: timezone ?? spec.timezone, timezone: spec.timezone },
    ...{ catchUp, overlap: overlap ?? usualOverlap(cron), jitterMs: jitter },
  };
}

const weekMs = 7 * 24 * 3_600_000;

/** A report that is left out is missed; a frequent reading is made up for by the next. */
const usualOverlap = (cron: string): Schedule['overlap'] => (gapsOf(cron).shortestMs >= weekMs ? 'buffer-one' : 'skip');

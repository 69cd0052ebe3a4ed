import type { PipelineSpec } from '../spec/spec.ts';
import { gapsOf } from './gaps-of.ts';

/** When one pipeline of one client runs by itself: the `schedule` block with what it needs from around it. */
export interface Schedule {
  /** The project's id. */
  readonly project: string;
  readonly client: string | null;
  readonly pipeline: string;
  /** Five fields. */
  readonly cron: string;
  /** IANA zone of the cron fields. */
  readonly zone: string;
  /** IANA zone of the pipeline: its months are the windows. */
  readonly timezone: string;
  readonly catchUp: 'latest' | 'all' | 'none';
  readonly overlap: 'skip' | 'buffer-one' | 'buffer-all';
  /** Starts are spread over so many milliseconds after the cron's time. */
  readonly jitterMs: number;
}

/** A start that is later than this was missed. */
export const onTimeMs = 60_000;

/** A start that was missed longer ago is not made up for. */
export const catchUpMs = 7 * 24 * 3_600_000;

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

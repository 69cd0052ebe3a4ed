import type { Scheme } from '../plugin/measure.ts';
import type { StepAt } from './check-steps.ts';
import { type Diagnostic, fault } from './diagnostic.ts';

/** What a pipeline makes of its steps' results. */
export interface Outcome {
  readonly measures: boolean;
  readonly reports: boolean;
  /** Some KPI counts annotations; also true when a KPI is unknown, so that one mistake is told once. */
  readonly readsAnnotations: boolean;
  /** Schemes that some KPI is cut by. */
  readonly schemes: ReadonlySet<string>;
  /** Some KPI is cut by a scheme that no step has: a misspelling, not a step without use. */
  readonly hasUnknownScheme: boolean;
}

/**
 * Finds steps whose result nothing reads. Enrichments change the record itself, so each is read; without KPIs and reports
 * the stored feedback is the result, and every step counts.
 *
 * @returns VB1214
 */
export function checkUnused(steps: readonly StepAt[], outcome: Outcome): readonly Diagnostic[] {
  if (!outcome.measures && !outcome.reports) return [];
  const needed = new Set(steps.flatMap(step => step.needs.map(need => need.id).filter(id => id !== step.id)));
  return steps.flatMap(step => {
    if (needed.has(step.id)) return [];
    if (step.kind === 'sentiment' && !outcome.reports && !outcome.readsAnnotations) {
      const hint = 'add a KPI that counts annotations, such as net-sentiment, or remove the step';
      return [fault('VB1214', step.at, `nothing uses step "${step.id}"`, hint)];
    }
    if (step.kind === 'segmentation' && step.scheme && isUnused(step.scheme, outcome)) {
      const hint = `cut a KPI by segment.${step.scheme.name}, or remove the step`;
      return [fault('VB1214', step.at, `nothing uses step "${step.id}"`, hint)];
    }
    return [];
  });
}

const isUnused = (scheme: Scheme, outcome: Outcome): boolean =>
  !outcome.schemes.has(scheme.name) && !outcome.hasUnknownScheme;

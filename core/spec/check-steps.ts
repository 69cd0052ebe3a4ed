import type { Scheme } from '../plugin/measure.ts';
import type { Registry } from '../plugin/registry.ts';
import { suggest } from '../text/nearest.ts';
import { type PluginAt, type Uses, useKey } from './check-uses.ts';
import { circles } from './circle.ts';
import { type Diagnostic, fault, type Span } from './diagnostic.ts';
import { idPattern, suggestIdentifier } from './identifier.ts';
import { itemsOf, type Located, member, spanAt, textOf } from './located.ts';

/** A step of the pipeline as far as it can be read. */
export interface StepAt {
  readonly index: number;
  readonly id: string;
  readonly at: Span;
  readonly use: string | null;
  /** `null` when its plugin is unknown. */
  readonly kind: string | null;
  readonly needs: readonly { readonly id: string; readonly at: Span }[];
  /** Of a segmentation whose options are sound. */
  readonly scheme: Scheme | null;
}

/** Reads the steps of a pipeline, leaving out those without an id. */
export function stepsOf(root: Located, registry: Registry, uses: Uses): readonly StepAt[] {
  return itemsOf(member(root, 'steps')).flatMap((item, index): readonly StepAt[] => {
    const id = textOf(member(item, 'id'));
    if (id === null) return [];
    const needs = itemsOf(member(item, 'needs')).flatMap(need => {
      const text = textOf(need);
      return text === null || (need.kind === 'scalar' && need.broken) ? [] : [{ id: text, at: need.at }];
    });
    const use = uses.at.get(useKey(['steps', index]));
    const scheme = use ? schemeOf(use, id) : null;
    const name = textOf(member(item, 'use'));
    const kind = registry.find(name ?? '')?.kind ?? null;
    return [{ index, id, at: spanAt(item, ['id']), use: name, kind, needs, scheme }];
  });
}

/** The scheme of a segmentation; `null` when its options have faults or it cannot say. */
function schemeOf({ plugin, options }: PluginAt, step: string): Scheme | null {
  if (plugin.kind !== 'segmentation' || options === null) return null;
  try {
    return plugin.scheme(options, step);
  } catch {
    // A plugin that throws here throws again when it runs, and is named then.
    return null;
  }
}

/**
 * Checks how the steps stand to each other.
 *
 * @param unread - some step has no id, which is told there; then no step is called unknown
 * @returns VB1101 an id twice, VB1207 a circle, VB1208 an unknown step
 */
export function checkSteps(steps: readonly StepAt[], unread: boolean): readonly Diagnostic[] {
  const around = circleFaults(steps);
  const late = tooLateNeeds(steps).filter(
    one => !around.some(({ line, column }) => one.line === line && one.column === column),
  );
  return [...twice(steps), ...(unread ? [] : unknownNeeds(steps)), ...around, ...late];
}

function twice(steps: readonly StepAt[]): readonly Diagnostic[] {
  return steps.flatMap((step, index) => {
    const first = steps.slice(0, index).find(other => other.id === step.id);
    if (!first) return [];
    const message = `step "${step.id}" appears twice; first at ${first.at.line}:${first.at.column}`;
    return [fault('VB1101', step.at, message, 'give each step its own id')];
  });
}

function unknownNeeds(steps: readonly StepAt[]): readonly Diagnostic[] {
  const known = steps.map(step => step.id);
  // One of two steps with the same id was meant to have another, mostly that of its plugin; so was one with a bad id.
  const meant = steps
    .filter(({ id }) => known.indexOf(id) !== known.lastIndexOf(id) || !idPattern.test(id))
    .flatMap(({ id, use }) => [use, suggestIdentifier(id)]);
  return steps.flatMap(step =>
    step.needs
      .filter(need => !known.includes(need.id) && !meant.includes(need.id))
      .map(need =>
        fault(
          'VB1208',
          need.at,
          `no step is named "${need.id}"`,
          suggest(
            need.id,
            known.filter(id => id !== step.id),
          ),
        ),
      ),
  );
}

function circleFaults(steps: readonly StepAt[]): readonly Diagnostic[] {
  const needs = new Map(steps.map(step => [step.id, step.needs.map(need => need.id)]));
  return circles(needs).map(circle => {
    const first = steps.find(step => step.id === circle[0])!;
    const next = circle[1] ?? circle[0]!;
    const at = first.needs.find(need => need.id === next)?.at ?? first.at;
    const way = [...circle, circle[0]].join(' → ');
    const message =
      circle.length === 1 ? `step "${first.id}" needs itself` : `steps need each other in a circle: ${way}`;
    return fault('VB1207', at, message, 'remove one of these needs');
  });
}

/** An enrichment changes a record before it is stored; what reads stored records comes after, so needing it is a circle. */
function tooLateNeeds(steps: readonly StepAt[]): readonly Diagnostic[] {
  return steps.flatMap(step => {
    if (step.kind !== 'enrichment') return [];
    return step.needs.flatMap(need => {
      const other = steps.find(one => one.id === need.id);
      if (!other || other.kind === null || other.kind === 'enrichment') return [];
      const message = `"${step.id}" works before a record is stored, and "${need.id}" after it: ${step.id} → ${need.id} → reading → ${step.id}`;
      return [fault('VB1207', need.at, message, 'remove this need')];
    });
  });
}

import type { PluginsByKind } from '../plugin/registry.ts';
import { suggest } from '../text/nearest.ts';
import type { StepAt } from './check-steps.ts';
import type { Outcome } from './check-unused.ts';
import { type PluginAt, type Uses, useKey } from './check-uses.ts';
import { type Diagnostic, fault } from './diagnostic.ts';
import { type Dimensions, dimensionFault } from './dimensions.ts';
import type { KnownFields } from './known-fields.ts';
import { headOf, itemsOf, type Located, member, spanAt, textOf } from './located.ts';

interface Surroundings {
  readonly uses: Uses;
  readonly steps: readonly StepAt[];
  readonly fields: KnownFields;
  readonly dimensions: Dimensions;
}

/**
 * Checks what each KPI reads and by what it is cut.
 *
 * @returns VB1101 the same KPI twice, VB1202 another scale than the question's, VB1212 unknown dimension, VB1213 unknown
 * question, VB1217 not run by this version, VB1218 no step that scores; and what the KPIs make of the steps
 */
export function checkKpis(
  root: Located,
  around: Surroundings,
): { readonly outcome: Outcome; readonly diagnostics: readonly Diagnostic[] } {
  const items = itemsOf(member(root, 'kpis'));
  const diagnostics: Diagnostic[] = [...twice(items)];
  const schemes = new Set<string>();
  let hasUnknownScheme = false;
  let readsAnnotations = false;
  for (const [index, item] of items.entries()) {
    const use = around.uses.at.get(useKey(['kpis', index]));
    if (use?.plugin.kind === 'kpi') diagnostics.push(...questionFaults(item, use, use.plugin, around));
    readsAnnotations ||= use?.plugin.kind !== 'kpi' || use.plugin.subject === 'annotation';
    for (const dimension of itemsOf(member(item, 'by'))) {
      const text = textOf(dimension);
      if (text === null || (dimension.kind === 'scalar' && dimension.broken)) continue;
      const found = dimensionFault(text, dimension.at, around.dimensions);
      if (found) diagnostics.push(found);
      if (!text.startsWith('segment.')) continue;
      const scheme = text.slice('segment.'.length);
      schemes.add(scheme);
      hasUnknownScheme ||= !around.dimensions.schemes.has(scheme);
    }
  }
  const reports = itemsOf(member(root, 'report')).length > 0;
  return { outcome: { measures: items.length > 0, reports, readsAnnotations, schemes, hasUnknownScheme }, diagnostics };
}

function twice(items: readonly Located[]): readonly Diagnostic[] {
  const identity = (item: Located): string =>
    `${textOf(member(item, 'use')) ?? ''} on ${textOf(member(item, 'on')) ?? ''}`;
  return items.flatMap((item, index) => {
    const first = items.slice(0, index).find(other => identity(other) === identity(item));
    const use = textOf(member(item, 'use'));
    if (!first || use === null) return [];
    const place = headOf(first);
    const message = `KPI "${use}" appears twice; first at ${place.line}:${place.column}`;
    return [
      fault(
        'VB1101',
        spanAt(item, ['use']),
        message,
        'put all dimensions into one "by", or name another question with "on"',
      ),
    ];
  });
}

function questionFaults(
  item: Located,
  use: PluginAt,
  kpi: PluginsByKind['kpi'],
  { steps, fields }: Surroundings,
): readonly Diagnostic[] {
  const named = textOf(member(item, 'on'));
  const on = named ?? kpi.on;
  const at = spanAt(item, [named === null ? 'use' : 'on']);
  if (kpi.subject === 'feedback') return [];
  const known = kpi.subject === 'answer' ? [...fields.scores.keys()] : [...fields.texts];
  if (!known.includes(on)) {
    const told = fields.unread && !fields.texts.has(on) && !fields.scores.has(on);
    return told ? [] : [unknownQuestion(kpi, on, named, at, known, fields)];
  }
  if (kpi.subject === 'answer') return scaleFaults(item, use, fields.scores.get(on) ?? null, on);
  if (steps.some(step => step.kind === 'sentiment' || step.kind === null)) return [];
  const hint = 'add a sentiment step under steps:';
  return [
    fault(
      'VB1218',
      spanAt(item, ['use']),
      `KPI "${kpi.id}" counts annotations, and no step of the pipeline makes any`,
      hint,
    ),
  ];
}

function unknownQuestion(
  kpi: PluginsByKind['kpi'],
  on: string,
  named: string | null,
  at: Parameters<typeof fault>[1],
  known: readonly string[],
  fields: KnownFields,
): Diagnostic {
  if (fields.texts.has(on) || fields.scores.has(on)) {
    const kind = fields.texts.has(on) ? 'a text' : 'a score';
    const message = `"${on}" is ${kind}, KPI "${kpi.id}" reads ${kpi.subject === 'answer' ? 'a score' : 'a text'}`;
    return fault('VB1213', at, message, suggest(on, known));
  }
  if (named !== null) return fault('VB1213', at, `no stream maps a question "${on}"`, suggest(on, known));
  const what = on === 'comment' ? 'a comment' : `a question "${on}"`;
  const way = on === 'comment' ? 'map comment: <column>' : `map "${on}" under answers:`;
  const other = known.length > 0 ? `, or name another with on: (known: ${[...known].sort().join(', ')})` : '';
  return fault('VB1213', at, `KPI "${kpi.id}" reads ${what}, and no stream maps one`, `${way}${other}`);
}

/** A share of "4 and 5 of 5" over answers that go to 10 would be a number without meaning. */
function scaleFaults(
  item: Located,
  use: PluginAt,
  asked: readonly [number, number] | null,
  on: string,
): readonly Diagnostic[] {
  const scale = (use.options as { readonly scale?: unknown } | null)?.scale;
  if (!asked || !Array.isArray(scale) || scale.length !== 2) return [];
  if (scale[0] === asked[0] && scale[1] === asked[1]) return [];
  const at = member(member(item, 'with'), 'scale') ? spanAt(item, ['with', 'scale']) : spanAt(item, ['use']);
  const message = `the KPI counts on a scale of ${scale[0]} to ${scale[1]}, question "${on}" has ${asked[0]} to ${asked[1]}`;
  return [fault('VB1202', at, message, `write with: { scale: [${asked[0]}, ${asked[1]}] }`)];
}

import { suggest } from '../text/nearest.ts';
import { type Diagnostic, fault } from './diagnostic.ts';
import { type Dimensions, dimensionFault } from './dimensions.ts';
import { entriesOf, itemsOf, keyAt, type Located, member, spanAt, textOf } from './located.ts';
import { pipelineSchema } from './schema.ts';
import { keyMeant } from './shape-hints.ts';

/**
 * Checks reports and labels, and names what this version does not run.
 *
 * @param templates - names of the report templates that there are; `null` when they are not known
 * @returns VB1205 no KPI, VB1212 unknown dimension, VB1215 unknown template, VB1217 not run by this version
 */
export function checkReports(
  root: Located,
  templates: readonly string[] | null,
  dimensions: Dimensions,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const reports = itemsOf(member(root, 'report'));
  for (const report of reports) {
    const use = member(report, 'use');
    const name = textOf(use);
    if (use && name !== null && templates && !templates.includes(name)) {
      diagnostics.push(fault('VB1215', use.at, `no report template is named "${name}"`, suggest(name, templates)));
    }
  }
  const kpis = member(root, 'kpis');
  const none = kpis
    ? kpis.kind === 'list' && kpis.items.length === 0
    : !entriesOf(root).some(([key]) => meansKpis(key));
  if (reports.length > 0 && none) {
    diagnostics.push(
      fault(
        'VB1205',
        keyAt(root, ['report'])!,
        '"kpis" is missing: a report prints figures',
        'add at least one KPI under kpis:',
      ),
    );
  }
  for (const [dimension, entry] of entriesOf(member(root, 'labels'))) {
    // Under `dimensions` stand the names of the dimensions themselves.
    const named = dimension === 'dimensions' ? entriesOf(entry.value) : [[dimension, entry] as const];
    for (const [name, { key }] of named) {
      const found = dimensionFault(name, key, dimensions, false);
      if (found) diagnostics.push(found);
    }
  }
  return [...diagnostics, ...notRun(root)];
}

/** A misspelt key is told as such. */
const meansKpis = (key: string): boolean => keyMeant(key, ['kpis'], pipelineSchema, []) !== null;

/** Parts of the language that would change what is published, so they are refused rather than passed over. */
function notRun(root: Located): readonly Diagnostic[] {
  return ['checks', 'alerts'].flatMap(key => {
    if (itemsOf(member(root, key)).length === 0) return [];
    return [
      fault(
        'VB1217',
        keyAt(root, [key]) ?? spanAt(root, [key]),
        `this version does not run "${key}"`,
        `remove ${key}: for now`,
      ),
    ];
  });
}

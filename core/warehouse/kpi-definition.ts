import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/digest.ts';
import type { KpiUse } from '../plan/plan.ts';
import type { Part, Subject } from '../plugin/measure.ts';

/** A KPI of the plan with what its plugin says of it. */
export interface KpiDefinition {
  readonly use: KpiUse;
  readonly subject: Subject;
  readonly parts: Readonly<Record<string, Part>>;
  /** Of the plugin's options. */
  readonly digest: string;
  /** The plugin's version. */
  readonly version: string;
}

/**
 * What makes daily parts comparable: another option, version, part, dimension or zone is another definition, whose days
 * are all computed anew.
 *
 * @param timezone - of the pipeline: it says where a day ends
 * @returns SHA-256, hex
 */
export function definitionDigest({ use, subject, parts, digest, version }: KpiDefinition, timezone: string): string {
  return createHash('sha256')
    .update(canonicalJson({ digest, version, subject, parts, dimensions: use.by, timezone }))
    .digest('hex');
}

/** Where the daily figures of a part are stored. */
export interface StoredPart {
  readonly name: string;
  /** Of `kpi_daily`. */
  readonly column: 'counts' | 'sums';
  /** In the column's array, from 1. */
  readonly place: number;
}

/** A definition's parts by name, so that their places do not depend on how the plugin wrote them down. */
export function storedParts({ parts }: Pick<KpiDefinition, 'parts'>): readonly StoredPart[] {
  const taken = { counts: 0, sums: 0 };
  return Object.keys(parts)
    .sort()
    .map(name => {
      const column = parts[name]!.of === 'count' ? 'counts' : 'sums';
      taken[column] += 1;
      return { name, column, place: taken[column] };
    });
}

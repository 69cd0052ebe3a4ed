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

/** The order in which a definition's parts are stored: it does not depend on how the plugin wrote them down. */
export const partNames = ({ parts }: Pick<KpiDefinition, 'parts'>): readonly string[] => Object.keys(parts).sort();

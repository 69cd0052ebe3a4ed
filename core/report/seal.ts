import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/digest.ts';
import type { ReportModel } from '../model/report.ts';

/** Puts its digest on a model: the first 8 hex digits of the SHA-256 of its canonical JSON without the digest. */
export function seal(model: Omit<ReportModel, 'digest'>): ReportModel {
  const digest = createHash('sha256').update(canonicalJson(model)).digest('hex').slice(0, 8);
  return { ...model, digest };
}

import { canonicalJson } from '../model/digest.ts';
import type { ReportModel } from '../model/report.ts';
import { seal } from './seal.ts';

/** The latest issue of a report over a period that had closed. */
export interface ClosedIssue {
  readonly version: number;
  readonly model: ReportModel;
}

/**
 * Says on a model that it restates a closed period: records came late, or were corrected, and its figures are no longer
 * those that were issued. The same figures issued again stay what they were, restated or not.
 *
 * @param earlier - `null` when the period was not issued as closed before
 * @returns the model itself when there is nothing to say
 */
export function restate(model: ReportModel, earlier: ClosedIssue | null): ReportModel {
  if (earlier === null || model.status === 'provisional') return model;
  const same = figuresOf(model) === figuresOf(earlier.model);
  const restates = same ? earlier.model.restates : { version: earlier.version, asOf: earlier.model.asOf };
  if (restates === undefined) return model;
  const { digest: _, ...content } = model;
  return seal({ ...content, restates });
}

/** Every printed figure, and how many records it is over. */
const figuresOf = ({ annex, coverage, status }: ReportModel): string => canonicalJson({ annex, coverage, status });

import { canonicalJson } from '../model/digest.ts';
import { type Coverage, isClosed, type ReportModel } from '../model/report.ts';
import { seal } from './seal.ts';

/** The latest issue of a report over a period that had closed. */
export interface ClosedIssue {
  readonly version: number;
  readonly model: ReportModel;
}

/**
 * Says on a model that it restates a closed period: its figures are no longer those that were issued, since answers came
 * late, were corrected or are counted in another way. The same figures issued again stay what they were, restated or not.
 *
 * @param earlier - `null` when the period was not issued as closed before
 * @returns the model itself when there is nothing to say
 */
export function restate(model: ReportModel, earlier: ClosedIssue | null): ReportModel {
  if (earlier === null || !isClosed(model)) return model;
  const same = figuresOf(model) === figuresOf(earlier.model);
  const restates = same ? earlier.model.restates : { version: earlier.version, asOf: earlier.model.asOf };
  if (restates === undefined) return model;
  const { digest: _, ...content } = model;
  return seal({ ...content, restates });
}

/** Every printed figure, and how many records it is over. */
const figuresOf = ({ annex, coverage, status }: ReportModel): string =>
  canonicalJson({ annex, counts: countsOf(coverage), status });

/** Without the quarantine, which belongs to no period, and without streams that have nothing in this one. */
const countsOf = ({ feedback, commented, sources }: Coverage) => ({
  ...{ feedback, commented },
  sources: sources.filter(one => one.feedback > 0).map(one => [one.source, one.stream, one.feedback]),
});

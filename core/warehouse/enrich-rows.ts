import { VerbatimError } from '../errors.ts';
import type { Feedback, Reject } from '../model/feedback.ts';
import type { Refusal } from '../plugin/text.ts';
import type { Batch } from './batch.ts';
import type { createEncoder, EncodedBatch } from './encode-batch.ts';
import { cleanFeedback } from './feedback-line.ts';
import { rawOf } from './quarantine-write.ts';
import type { Candidate } from './sort-rows.ts';

/** Rows as they will be stored. */
export interface EnrichedRows {
  readonly encoded: EncodedBatch;
  /** Their `row` is a line of `encoded`. */
  readonly candidates: readonly Candidate[];
  readonly rejects: readonly Reject[];
}

type Enrich = (batch: readonly Feedback[]) => Promise<readonly (Feedback | Refusal)[]>;

/**
 * Hands the rows to be written to the enrichments and encodes what comes back, under the hash of what was mapped.
 * Nothing is encoded twice when the enrichments leave everything as it is.
 *
 * @throws VB3004 when `enrich` gives back another number of items
 */
export async function enrichRows(
  batch: Batch,
  encoded: EncodedBatch,
  candidates: readonly Candidate[],
  enrich: Enrich | undefined,
  encode: ReturnType<typeof createEncoder>,
): Promise<EnrichedRows> {
  if (enrich === undefined || candidates.length === 0) return { encoded, candidates, rejects: [] };
  const cleaned = new Set(encoded.cleaned);
  const recordOf = (candidate: Candidate) => batch.records[candidate.record]!;
  const given = candidates.map(candidate => {
    const { feedback } = recordOf(candidate);
    return cleaned.has(candidate.record) ? cleanFeedback(feedback) : feedback;
  });
  const back = await enrich(given);
  if (back.length !== given.length) {
    throw new VerbatimError('VB3004', `enrichments gave back ${back.length} items for ${given.length}`);
  }
  if (back.every((item, index) => item === given[index])) return { encoded, candidates, rejects: [] };
  const kept: { candidate: Candidate; feedback: Feedback }[] = [];
  const rejects: Reject[] = [];
  back.forEach((item, index) => {
    const candidate = candidates[index]!;
    const { origin } = recordOf(candidate);
    if ('refuse' in item) rejects.push({ ...item.refuse, origin, raw: rawOf(given[index]!) });
    // The key is the record's own; an enrichment cannot make it another record.
    else kept.push({ candidate, feedback: { ...item, externalId: given[index]!.externalId } });
  });
  const again = await encode(
    kept.map(({ feedback }) => feedback),
    index => encoded.hashOf(kept[index]!.candidate.row),
  );
  for (const index of again.refused)
    rejects.push(unstorable(kept[index]!.feedback, recordOf(kept[index]!.candidate).origin));
  return {
    encoded: again,
    candidates: again.externalIds.map((_id, row) => {
      const { candidate, feedback } = kept[again.sources[row]!]!;
      return { ...candidate, row, occurredAt: feedback.occurredAt };
    }),
    rejects,
  };
}

/** A record that the store cannot hold. */
export function unstorable(feedback: Feedback, origin: Reject['origin']): Reject {
  return {
    code: 'VB2207',
    reason:
      'the store cannot hold one of its values: a number that is not finite, a time out of range, or a key over 2,600 bytes',
    origin,
    raw: rawOf(feedback),
  };
}

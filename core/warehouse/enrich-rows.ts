import { VerbatimError } from '../errors.ts';
import type { Feedback, Reject } from '../model/feedback.ts';
import type { Refusal } from '../plugin/text.ts';
import type { Batch } from './batch.ts';
import type { EncodedBatch, Encoder } from './encode-batch.ts';
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
  candidates: readonly Candidate[],
  enrich: Enrich | null,
  encoder: Encoder,
): Promise<EnrichedRows> {
  const { encoded, origins, feedback } = batch;
  if (enrich === null || feedback === null || candidates.length === 0) {
    return { encoded, candidates, rejects: [] };
  }
  const given = candidates.map(({ line }) => feedback[line]!);
  const back = await enrich(given);
  if (back.length !== given.length) {
    throw new VerbatimError('VB3004', `enrichments gave back ${back.length} items for ${given.length}`);
  }
  if (back.every((item, index) => item === given[index])) return { encoded, candidates, rejects: [] };
  const kept: Candidate[] = [];
  const rejects: Reject[] = [];
  back.forEach((item, index) => {
    const candidate = candidates[index]!;
    const before = given[index]!;
    const origin = origins[candidate.line]!;
    if ('refuse' in item) rejects.push({ ...item.refuse, origin, raw: rawOf(before) });
    else {
      // The key is the record's own; an enrichment cannot make it another record.
      const after = { ...item, externalId: before.externalId };
      if (encoder.add(after, encoded.hashOf(candidate.line)) === 'refused') rejects.push(unstorable(after, origin));
      else kept.push({ ...candidate, row: kept.length });
    }
  });
  return { encoded: encoder.take(), candidates: kept, rejects };
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

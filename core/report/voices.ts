import type { Polarity } from '../model/feedback.ts';
import type { Metric } from './figure.ts';
import type { QuoteCandidate, ReportInput, ReportReader } from './input.ts';
import type { Standout } from './standout.ts';
import { toneOf } from './tone.ts';

/** Most comments that one group is chosen from. */
export const quoteLimit = 5000;

/** The comments at hand: of everyone, and those that speak for the weakest and the strongest segment. */
export interface Voices {
  readonly everyone: readonly QuoteCandidate[];
  /** Negative ones of the weakest segment; `null` without such a segment. */
  readonly weak: readonly QuoteCandidate[] | null;
  /** Positive ones of the strongest segment; `null` without such a segment. */
  readonly strong: readonly QuoteCandidate[] | null;
}

/** Reads the comments that quotes are chosen from. */
export async function readVoices(
  input: ReportInput,
  metrics: readonly Metric[],
  weakest: Standout | null,
  strongest: Standout | null,
  reader: ReportReader,
): Promise<Voices> {
  const { window } = input.node;
  const of = async (standout: Standout, tone: Polarity): Promise<readonly QuoteCandidate[]> => {
    const where = { [standout.dimension]: { eq: standout.row.value ?? '' } };
    const all = await reader.quotes({ window, where, limit: quoteLimit });
    return all.filter(candidate => toneOf(candidate, { metrics, input }) === tone);
  };
  return {
    everyone: await reader.quotes({ window, where: null, limit: quoteLimit }),
    weak: weakest && (await of(weakest, 'negative')),
    strong: strongest && (await of(strongest, 'positive')),
  };
}

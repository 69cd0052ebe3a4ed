import type { Polarity } from '../model/feedback.ts';
import { firstAnswer, type Reading } from './answer.ts';
import type { QuoteCandidate } from './input.ts';

/**
 * How a comment feels: what its annotation says, or else the feedback's first answer that a KPI reads, negative in the
 * lower half of its scale, positive from three quarters on.
 */
export function toneOf(candidate: QuoteCandidate, reading: Reading): Polarity {
  if (candidate.tone) return candidate.tone.label;
  const answer = firstAnswer(candidate, reading);
  if (!answer) return 'neutral';
  const place = (answer.value - answer.scale[0]) / (answer.scale[1] - answer.scale[0]);
  if (place < 0.5) return 'negative';
  return place >= 0.75 ? 'positive' : 'neutral';
}

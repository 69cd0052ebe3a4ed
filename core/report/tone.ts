import type { Polarity } from '../model/feedback.ts';
import type { Metric } from './figure.ts';
import type { QuoteCandidate, ReportInput } from './input.ts';

/**
 * How a comment feels: what its annotation says, or else the feedback's first answer that a KPI reads, negative in the
 * lower half of its scale, positive from three quarters on.
 */
export function toneOf(
  candidate: QuoteCandidate,
  { metrics, input }: { readonly metrics: readonly Metric[]; readonly input: Pick<ReportInput, 'scales'> },
): Polarity {
  if (candidate.tone) return candidate.tone.label;
  for (const { kpi } of metrics) {
    const [value, scale] = [candidate.answers[kpi.use.on], input.scales[kpi.use.on]];
    if (kpi.plugin.subject !== 'answer' || !scale || typeof value !== 'number') continue;
    const place = (value - scale[0]) / (scale[1] - scale[0]);
    return place < 0.5 ? 'negative' : place >= 0.75 ? 'positive' : 'neutral';
  }
  return 'neutral';
}

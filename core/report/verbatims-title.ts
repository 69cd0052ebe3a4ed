import type { Phrase, QuoteGroup } from '../model/report.ts';
import type { Facts } from './facts.ts';
import { countOf, phrase } from './phrase.ts';
import { toneOf } from './tone.ts';
import { quoteLimit } from './voices.ts';

/** Which tone prevails among the comments, as one sentence. */
export function verbatimsTitle(facts: Facts, groups: readonly QuoteGroup[]): Phrase {
  const { everyone } = facts.voices;
  if (groups.length === 0) return phrase('verbatims.none');
  // At the limit the comments at hand are not all there are, and shares of them would be shares of nothing.
  if (everyone.length >= quoteLimit) return phrase('verbatims.many');
  const tones = everyone.map(candidate => toneOf(candidate, facts));
  const count = (tone: string): number => tones.filter(one => one === tone).length;
  const [positive, negative] = [count('positive'), count('negative')];
  const values = { n: countOf(everyone.length), positive: countOf(positive), negative: countOf(negative) };
  if (positive === negative) return phrase('verbatims.balanced', values);
  return phrase(negative > positive ? 'verbatims.negative' : 'verbatims.positive', values);
}

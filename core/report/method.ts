import type { KpiInfo, Phrase, QuoteGroup, Trend } from '../model/report.ts';
import { firmBase, privacyBase } from '../stats/publication.ts';
import type { Facts } from './facts.ts';
import { countOf, localText, percentOf, phrase } from './phrase.ts';
import { longestQuote } from './shorten.ts';

interface MethodFacts extends Facts {
  readonly groups: readonly QuoteGroup[];
  readonly trends: readonly Trend[];
}

/** How the figures were made, sentence by sentence; only what applies to this report. */
export function methodNotes(facts: MethodFacts): readonly Phrase[] {
  const infos = facts.metrics.map(({ info }) => info);
  const has = (unit: KpiInfo['unit']): boolean => infos.some(info => info.unit === unit);
  const hasLimits = facts.trends.some(({ points }) => points.some(({ limits }) => limits !== null));
  const level = { level: percentOf(5) };
  const notes: (Phrase | false)[] = [
    facts.status === 'provisional' && phrase('method.provisional'),
    ...baseNotes(infos),
    phrase('method.privacy', { least: countOf(privacyBase) }),
    has('points') && phrase('method.interval-net', { confidence: percentOf(95) }),
    has('percent') && phrase('method.interval-share', { confidence: percentOf(95) }),
    has('score') && phrase('method.interval-mean', { confidence: percentOf(95) }),
    has('count') && phrase('method.count'),
    phrase('method.verdict', level),
    facts.tables.length > 0 && phrase('method.rest'),
    facts.tables.length > 0 && phrase('method.family', level),
    hasLimits && phrase('method.limits'),
    (facts.carrier !== null || facts.misleading.length > 0) && phrase('method.rate-mix'),
    phrase('method.detectable', { power: percentOf(80) }),
    phrase('method.rounding'),
    exclusions(facts),
    facts.groups.length > 0 && phrase('method.quotes', { limit: countOf(longestQuote) }),
    phrase('method.association'),
  ];
  return notes.filter(note => note !== false);
}

/** One sentence where all KPIs share a minimum base, else one for each. */
function baseNotes(infos: readonly KpiInfo[]): readonly Phrase[] {
  const sampled = infos.filter(info => info.unit !== 'count');
  const [first] = sampled;
  if (!first) return [];
  const firm = countOf(firmBase);
  if (sampled.every(info => info.minN === first.minN)) {
    return [phrase('method.base', { minN: countOf(first.minN), firm })];
  }
  return sampled.map(info => phrase('method.base-kpi', { noun: localText(info.noun), minN: countOf(info.minN), firm }));
}

function exclusions({ coverage }: Facts): Phrase {
  const quarantined = coverage.sources.reduce((sum, source) => sum + source.quarantined, 0);
  return quarantined > 0
    ? phrase('method.exclusions-quarantine', { n: countOf(quarantined) })
    : phrase('method.exclusions');
}

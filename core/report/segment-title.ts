import type { KpiInfo, Localised, Phrase, SegmentRow } from '../model/report.ts';
import { isTested } from './figure.ts';
import { localText, nounsOf, phrase } from './phrase.ts';

/** What a segment table shows, as one sentence: who lies below the rest, who above, for which KPIs. */
export function segmentTitle(dimension: Localised, infos: readonly KpiInfo[], rows: readonly SegmentRow[]): Phrase {
  const given = rows.filter(row => row.value !== null);
  const worst = standout(given, infos, 'worse');
  const best = standout(
    given.filter(row => row !== worst?.row),
    infos,
    'better',
  );
  const weak = worst && { weak: localText(worst.row.label), weakKpis: nounsOf(worst.kpis) };
  const strong = best && { strong: localText(best.row.label), strongKpis: nounsOf(best.kpis) };
  if (weak && strong) return phrase('segments.both', { ...weak, ...strong });
  if (weak) return phrase('segments.weak', weak);
  if (strong) return phrase('segments.strong', strong);
  const anyTest = rows.some(row => row.cells.some(({ change }) => change !== null && isTested(change.verdict)));
  return phrase(anyTest ? 'segments.none' : 'segments.small', { dimension: localText(dimension) });
}

/** The direction of a detected difference for the reader: `null` where more is neither good nor bad, or nothing is seen. */
export function directionOf(info: KpiInfo, verdict: string | undefined): 'better' | 'worse' | null {
  if (info.betterWhen === 'neither' || (verdict !== 'up' && verdict !== 'down')) return null;
  return (verdict === 'up') === (info.betterWhen === 'higher') ? 'better' : 'worse';
}

interface Standout {
  readonly row: SegmentRow;
  readonly kpis: readonly KpiInfo[];
}

/** The row that stands out for most KPIs; at a tie the one that comes first. */
function standout(rows: readonly SegmentRow[], infos: readonly KpiInfo[], way: 'better' | 'worse'): Standout | null {
  let found: Standout | null = null;
  for (const row of rows) {
    const kpis = infos.filter((info, index) => directionOf(info, row.cells[index]?.change?.verdict) === way);
    if (kpis.length > (found?.kpis.length ?? 0)) found = { row, kpis };
  }
  return found;
}

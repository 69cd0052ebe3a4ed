import type { KpiInfo, Localised } from '../model/report.ts';
import { privacyBase } from '../stats/publication.ts';
import type { ReportKpi } from './input.ts';

const bases = { answer: 'answers', annotation: 'comments', feedback: 'feedback' } as const;

/** A KPI's key in a report: `nps`, or `csat.note` where it reads another question than its own. */
const keyOf = (kpi: ReportKpi): string => kpi.use.id.replace(/^kpi\./, '');

/**
 * What is constant of a KPI in a report. Of two uses of one KPI, the one that reads
 * another question than the KPI's own has that question in its label.
 *
 * @param all - the KPIs of the report, this one among them
 */
export function kpiInfo(kpi: ReportKpi, all: readonly ReportKpi[]): KpiInfo {
  const { plugin, use, options } = kpi;
  const twin = use.on !== plugin.on && all.some(other => other !== kpi && other.use.use === use.use);
  const told = (text: Localised): Localised =>
    twin ? { fr: `${text.fr} (${use.on})`, en: `${text.en} (${use.on})` } : text;
  return {
    id: keyOf(kpi),
    label: told(plugin.label(options)),
    noun: told(plugin.noun),
    definition: plugin.definition(options),
    version: kpi.version,
    unit: plugin.unit,
    digits: plugin.digits,
    range: plugin.range(options),
    betterWhen: plugin.betterWhen,
    // A count is exact however small; only privacy holds it back.
    minN: plugin.unit === 'count' ? privacyBase : Math.max(privacyBase, use.minN),
    base: bases[plugin.subject],
  };
}

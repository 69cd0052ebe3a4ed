import { stringify } from 'csv-stringify/sync';
import type { Change, Figure, KpiInfo, ReportModel } from '../../core/model/report.ts';

type Value = string | number | null;

/**
 * Every printed figure as CSV, one row each in page order: one machine form for all languages. UTF-8 with a byte order
 * mark, comma between cells, decimal point, months as `2026-10`, numbers unrounded, empty for what may not be told.
 * Text that a spreadsheet would run as a formula begins with an apostrophe; a number never does.
 *
 * @see OWASP, "CSV Injection"
 */
export function renderAnnex(model: ReportModel): string {
  const kpis = new Map(model.kpis.map(kpi => [kpi.id, kpi]));
  const rows = model.annex.map(({ figure, change, section }) =>
    annexRow(section, figure, change, kpis.get(figure.kpi)),
  );
  return stringify(rows, {
    bom: true,
    header: true,
    columns: [...columns],
    cast: { string: disarm, number: exact },
    record_delimiter: '\r\n',
  });
}

const columns = [
  ...[
    'id',
    'section',
    'kpi',
    'label_fr',
    'label_en',
    'unit',
    'month',
    'segment',
    'state',
    'value',
    'low',
    'high',
    'n',
    'method',
  ],
  ...[
    'against',
    'against_month',
    'against_value',
    'against_n',
    'delta',
    'delta_low',
    'delta_high',
    'p',
    'q',
    'test',
    'verdict',
    'definition',
  ],
] as const;

function annexRow(
  section: string,
  figure: Figure,
  change: Change | null,
  kpi: KpiInfo | undefined,
): Record<(typeof columns)[number], Value> {
  return {
    id: figure.id,
    section,
    kpi: figure.kpi,
    label_fr: kpi?.label.fr ?? null,
    label_en: kpi?.label.en ?? null,
    unit: kpi?.unit ?? null,
    month: figure.month,
    segment: Object.entries(figure.cell)
      .map(([dimension, value]) => `${dimension}=${value ?? ''}`)
      .join(';'),
    state: figure.state,
    value: figure.value,
    low: figure.low,
    high: figure.high,
    n: figure.n,
    method: figure.method,
    against: change?.against ?? null,
    against_month: change?.month ?? null,
    against_value: change?.value ?? null,
    against_n: change?.n ?? null,
    delta: change?.delta ?? null,
    delta_low: change?.low ?? null,
    delta_high: change?.high ?? null,
    p: change?.p ?? null,
    q: change?.q ?? null,
    test: change?.method ?? null,
    verdict: change?.verdict ?? null,
    definition: kpi?.version ?? null,
  };
}

/** A formula may begin after white space, after a line break inside a cell, or with a full-width sign. */
const formula = /(^|[\r\n])[\s\u00a0\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

function disarm(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** Shortest decimal form that reads back as the same number. */
function exact(value: number): string {
  return String(value);
}

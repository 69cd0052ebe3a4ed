import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { renderAnnex } from '../../../reports/html/annex.ts';
import { sampleModel } from '../sample-model.ts';

const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

describe('the annex', () => {
  const model = sampleModel();
  const rows = rowsOf(renderAnnex(model));

  test('has a row for every printed figure, in page order', () => {
    expect(rows.map(row => row.id)).toEqual(model.annex.map(entry => entry.figure.id));
  });

  test('carries numbers unrounded, with a decimal point and a plain minus', () => {
    for (const [index, { figure, change }] of model.annex.entries()) {
      const row = rows[index]!;
      const numbers = [
        figure.value,
        figure.low,
        figure.high,
        figure.n,
        change?.delta ?? null,
        change?.p ?? null,
        change?.q ?? null,
      ];
      const read = [row.value, row.low, row.high, row.n, row.delta, row.p, row.q].map(cell =>
        cell === '' ? null : Number(cell),
      );
      expect(read).toEqual(numbers);
    }
    expect(rows[0]).toMatchObject({
      delta: '-5.7',
      p: '0.0042',
      verdict: 'down',
      against_month: '2026-09',
      unit: 'points',
    });
  });

  test('leaves empty what may not be told', () => {
    const withheld = rows.filter(row => row.state === 'suppressed');
    expect(withheld.length).toBeGreaterThan(0);
    for (const row of withheld) expect([row.value, row.low, row.high, row.n]).toEqual(['', '', '', '']);
  });

  test('begins with a byte order mark and ends lines as spreadsheets do', () => {
    const csv = renderAnnex(model);
    expect(csv.startsWith('\ufeffid,section,')).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(model.annex.length + 2);
  });
});

describe('text that a spreadsheet would run', () => {
  const labelled = (label: string): string => {
    const model = sampleModel();
    const kpis = model.kpis.map(kpi => ({ ...kpi, label: { fr: label, en: label } }));
    return rowsOf(renderAnnex({ ...model, kpis }))[0]!.label_fr!;
  };

  test.each(['=cmd()|A1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u00a0=1', '＝1', 'a\n=1'])(
    '%j is disarmed',
    text => {
      expect(labelled(text)).toBe(`'${text}`);
    },
  );

  test.each(['a=b', 'Effort - élevé', '5-7', 'x, "y"'])('%j stays', text => {
    expect(labelled(text)).toBe(text);
  });
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReportModel } from '../../../core/model/report.ts';
import { builtModel } from '../built-model.ts';
import { sampleModel } from '../sample-model.ts';
import { writtenNumber } from '../written-number.ts';
import { htmlOf, templateRoots } from './html-of.ts';
import { bodyText, cellsOf, numbersIn } from './read-html.ts';

const models: readonly (readonly [string, ReportModel])[] = [
  ['built', builtModel],
  ['sample', sampleModel()],
];

describe.each(models)('the figures of the %s model', (_name, model) => {
  test.each(['fr', 'en'] as const)('stand in a row of the data tables with interval and base (%s)', async language => {
    const rows = cellsOf(await htmlOf(model, language));
    const to = language === 'fr' ? 'à' : 'to';
    for (const { figure: printed } of model.annex) {
      if (printed.value === null) continue;
      const { digits } = model.kpis.find(kpi => kpi.id === printed.kpi)!;
      const write = (value: number): string => writtenNumber(value, digits, language);
      const interval = printed.low === null ? '—' : `${write(printed.low)} ${to} ${write(printed.high!)}`;
      const value =
        printed.state === 'grey'
          ? `${write(printed.value)} ${language === 'fr' ? 'indicatif' : 'indicative'}`
          : write(printed.value);
      const expected = [value, interval, writtenNumber(printed.n!, 0, language)];
      expect(
        rows.some(row => expected.every((text, at) => row[at + 1] === text)),
        printed.id,
      ).toBe(true);
    }
  });

  test('that may not be told are told in no place', async () => {
    const text = bodyText(await htmlOf(model, 'en'));
    expect(text).not.toMatch(/null|undefined|NaN|\[object/);
    const withheld = model.annex.filter(({ figure: { state } }) => state === 'suppressed');
    expect(withheld.length).toBeGreaterThan(0);
    expect(text).toContain('withheld');
  });

  test('are the same numbers in French and in English', async () => {
    const [fr, en] = await Promise.all([htmlOf(model, 'fr'), htmlOf(model, 'en')]);
    const french = numbersIn(bodyText(fr, { quotes: false }), 'fr');
    expect(french.length).toBeGreaterThan(300);
    expect(french.toSorted()).toEqual(numbersIn(bodyText(en, { quotes: false }), 'en').toSorted());
  });

  test('are the only numbers on the pages, with the dates, the words’ own and the scales of charts', async () => {
    const allowed = new Set(numbersOfModel(model));
    // what a KPI that only counts has more or fewer than the month before
    for (const { figure: now, previous } of model.summary.tiles) {
      if (previous?.verdict === 'no-comparison') allowed.add(Math.abs((now.value ?? 0) - (previous.value ?? 0)));
    }
    for (const file of ['strings/en.yaml', 'phrases/en.yaml']) {
      const words = readFileSync(resolve(templateRoots[0]!, 'monthly-cx', file), 'utf8');
      for (const number of numbersIn(words, 'en')) allowed.add(number);
    }
    const told = bodyText(await htmlOf(model, 'en'), { scales: false });
    const unknown = numbersIn(told, 'en').filter(number => !allowed.has(number));
    expect(unknown).toEqual([]);
  });
});

/** Every number of a model as it may be printed: rounded to 0 to 3 decimals, and the parts of its dates and names. */
function numbersOfModel(value: unknown): readonly number[] {
  if (typeof value === 'number') return [0, 1, 2, 3].map(digits => Math.abs(Number(value.toFixed(digits))));
  if (typeof value === 'string') {
    const local = /^\d{4}-\d\d-\d\dT/.test(value)
      ? new Date(value).toLocaleString('sv-SE', { timeZone: 'Europe/Paris' })
      : value;
    return [...numbersIn(local, 'en'), ...numbersIn(local.replaceAll('-', ' '), 'en')];
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersOfModel) : [];
}

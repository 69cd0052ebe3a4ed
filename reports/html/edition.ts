import { VerbatimError } from '../../core/errors.ts';
import type { Verdict } from '../../core/model/metric.ts';
import type { Theme } from '../../core/model/render.ts';
import type { Change, Figure, KpiInfo, Phrase, ReportModel, Tile } from '../../core/model/report.ts';
import type { Bundle } from './bundle.ts';
import type { Tone } from './charts/trend-frame.ts';
import { createFormat, type Format } from './format.ts';
import { createPalette, type Palette } from './palette.ts';
import { phraseText } from './phrase.ts';
import { templateFile } from './template-source.ts';
import { checkTheme } from './theme.ts';
import type { Language } from './typeset.ts';

/** A report model in one language and one theme: all that a page asks for its words, numbers and colours. */
export interface Edition {
  readonly model: ReportModel;
  readonly language: Language;
  readonly format: Format;
  readonly palette: Palette;
  readonly theme: Theme;
  /** The template's own words under a key, with `{name}` replaced; `count` picks between `key.one` and `key.other`. */
  readonly words: (key: string, values?: Readonly<Record<string, string>>, count?: number) => string;
  /** True when the template has words under the key. */
  readonly hasWords: (key: string) => boolean;
  readonly phrase: (phrase: Phrase) => string;
  readonly kpi: (id: string) => KpiInfo;
}

/** @throws VB5003 when the theme is not made of hex colours and a picture */
export function createEdition(bundle: Bundle, model: ReportModel, language: Language, theme: Partial<Theme>): Edition {
  const format = createFormat(language, model.timezone);
  const strings = bundle.strings[language];
  const chosen = checkTheme({ ...bundle.theme, ...definedOnly(theme) });
  const kpis = new Map(model.kpis.map(kpi => [kpi.id, kpi]));
  return {
    model,
    language,
    format,
    palette: createPalette(chosen),
    theme: chosen,
    words: (key, values = {}, count) => {
      const full = count === undefined ? key : `${key}.${format.plural(count)}`;
      const text = Object.hasOwn(strings, full) ? strings[full]! : missingWords(bundle, language, full);
      return text.replace(/\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(values, name) ? values[name]! : all));
    },
    hasWords: key => Object.hasOwn(strings, key),
    phrase: phrase => phraseText(phrase, bundle.wordings[language], format),
    kpi: id => kpis.get(id) ?? unknownKpi(id),
  };
}

/** What a verdict is worth to the reader: a fall is good news where lower is better, and neither where the KPI says so. */
export function toneOf(verdict: Verdict, betterWhen: KpiInfo['betterWhen']): Tone {
  if ((verdict !== 'up' && verdict !== 'down') || betterWhen === 'neither') return 'neutral';
  return (verdict === 'up') === (betterWhen === 'higher') ? 'good' : 'bad';
}

/** The value of a figure with the decimals of its KPI and without unit; `null` when it may not be told. */
export function figureValue(edition: Edition, figure: Figure): string | null {
  return figure.value === null ? null : edition.format.number(figure.value, edition.kpi(figure.kpi).digits);
}

/** A tested difference with its sign, in points where the KPI is a percentage; `null` without one. */
export function changeDelta(edition: Edition, change: Change, kpi: KpiInfo): string | null {
  if (change.delta === null) return null;
  return edition.format.quantity(change.delta, { digits: kpi.digits, unit: kpi.unit, signed: true });
}

/**
 * How many more or fewer than the month before, of a KPI that counts and for which there is no test.
 *
 * @returns the difference with its sign; `null` for other KPIs, and where one side may not be told
 */
export function untestedDelta(edition: Edition, { kpi, figure, previous }: Tile): string | null {
  const { unit, digits } = edition.kpi(kpi);
  if (unit !== 'count' || !previous || previous.verdict !== 'no-comparison') return null;
  if (figure.value === null || previous.value === null) return null;
  return edition.format.quantity(figure.value - previous.value, { digits, unit, signed: true });
}

function missingWords(bundle: Bundle, language: Language, key: string): never {
  throw new VerbatimError('VB5004', `strings/${language}.yaml has no "${key}"`, {
    at: { file: templateFile(bundle.name, `strings/${language}.yaml`) },
  });
}

function unknownKpi(id: string): never {
  throw new VerbatimError('VB5005', `the report model prints KPI "${id}" and does not describe it`);
}

function definedOnly<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;
}

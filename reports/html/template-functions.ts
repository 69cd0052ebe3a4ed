import { VerbatimError } from '../../core/errors.ts';
import type { Cell, Verdict } from '../../core/model/metric.ts';
import type {
  Change,
  Figure,
  KpiInfo,
  Localised,
  Phrase,
  Quote,
  SegmentTable,
  Tile,
  Trend,
} from '../../core/model/report.ts';
import { type GlyphShape, glyph } from './charts/glyph.ts';
import { changeDelta, type Edition, figureValue, toneOf, untestedDelta } from './edition.ts';
import { monthsChart, rowChart, sparkChart, tileChart, trendTone } from './edition-charts.ts';
import type { MonthStyle } from './format.ts';
import { markdown } from './markdown.ts';
import { escapeHtml, Markup } from './markup.ts';
import { capitalise } from './phrase.ts';
import { directionOf, languageTag, quoteMarkup } from './quote-markup.ts';
import { safeUrl } from './safe-url.ts';
import type { TemplateFunction } from './template.ts';
import { trendSignals } from './trend-signals.ts';

/** What a missing value looks like. */
const dash = '—';

/** The functions that a template may call, by the names of `function-names.ts`. All give text, but for those that say markup. */
export function templateFunctions(
  edition: Edition,
  pages: readonly string[],
): Readonly<Record<string, TemplateFunction>> {
  return {
    ...wordFunctions(edition, pages),
    ...numberFunctions(edition),
    ...figureFunctions(edition),
    ...markupFunctions(edition),
  };
}

function wordFunctions(edition: Edition, pages: readonly string[]): Record<string, TemplateFunction> {
  const { language } = edition;
  return {
    /** `{{t "tile.from" n=(number kpi.minN 0)}}`: the template's words, the key in parts; `count=` picks between `one` and `other`, `capital=true` begins with a capital. */
    t: (key, named) => {
      const { count, capital, ...values } = named;
      const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
      const text = edition.words(key.join(''), texts, typeof count === 'number' ? count : undefined);
      return capital ? capitalise(text, language) : text;
    },
    local: ([text], { capital }) => {
      const words = (text as Localised)[language];
      return capital ? capitalise(words, language) : words;
    },
    phrase: ([phrase]) => edition.phrase(phrase as Phrase),
    kpi: ([id]) => edition.kpi(String(id)),
    /** `{{#if (is figure.state "small" "none")}}` */
    is: ([value, ...among]) => among.includes(value),
    fewer: ([items, than]) => (items as readonly unknown[]).length < Number(than),
    /** True when one of some trends has a month to draw. */
    anyValue: ([trends]) =>
      (trends as readonly Trend[]).some(({ points }) => points.some(({ figure }) => figure.value !== null)),
    /** True when a text has more signs than said. */
    longer: ([text, signs]) => String(text).length > Number(signs),
    /** `{{#each (upTo phrases 4) as |one|}}`: the first few of some items. */
    upTo: ([items, most]) => (items as readonly unknown[]).slice(0, Number(most)),
    last: ([items]) => (items as readonly unknown[]).at(-1) ?? null,
    shows: ([page]) => pages.includes(String(page)),
  };
}

function numberFunctions({ format }: Edition): Record<string, TemplateFunction> {
  const written = (write: (value: number, digits: number) => string): TemplateFunction => {
    const digitsOf = (value: number, digits: unknown): number =>
      typeof digits === 'number' ? digits : Number.isInteger(value) ? 0 : 1;
    return ([value, digits]) => (typeof value === 'number' ? write(value, digitsOf(value, digits)) : dash);
  };
  return {
    number: written(format.number),
    signed: written(format.signed),
    percent: written(format.percent),
    /** A p or q value for a column that names it. */
    probability: ([value]) => (typeof value === 'number' ? format.probability(value, null) : dash),
    month: ([month, style], { capital }) => {
      const text = typeof month === 'string' ? format.month(month, (style ?? 'long') as MonthStyle) : dash;
      return capital ? capitalise(text, format.language) : text;
    },
    date: ([at, style]) => (typeof at === 'string' ? format.date(at, style === 'short' ? 'short' : 'long') : dash),
    dateTime: ([at]) => (typeof at === 'string' ? format.dateTime(at) : dash),
    list: ([items]) => format.list((items as readonly unknown[]).map(String)),
  };
}

function figureFunctions(edition: Edition): Record<string, TemplateFunction> {
  return {
    value: ([figure]) => figureValue(edition, figure as Figure) ?? dash,
    /** What stands behind a value: `%`, `points`, or nothing. */
    unit: ([kpi]) => edition.words(`unit.${(kpi as KpiInfo).unit}`),
    interval: ([of, kpi]) => {
      const { low, high } = of as Figure | Change;
      if (low === null || high === null) return dash;
      const { digits } = edition.kpi((kpi as KpiInfo).id);
      return edition.words('interval', {
        low: edition.format.number(low, digits),
        high: edition.format.number(high, digits),
      });
    },
    delta: ([change, kpi]) => changeDelta(edition, change as Change, kpi as KpiInfo) ?? dash,
    dimension: ([dimension]) =>
      edition.model.segments.find(table => table.dimension === dimension)?.label[edition.language] ?? String(dimension),
    segment: ([cell]) => segmentLabel(edition, cell as Cell),
    tone: ([of, kpi]) =>
      kpi === undefined ? trendTone(edition, of as Trend) : toneOf((of as Change).verdict, (kpi as KpiInfo).betterWhen),
    /** Which months of a trend are named for their signal. */
    signals: ([trend]) => trendSignals(trend as Trend),
    /** A difference that no test stands behind, for a KPI that only counts; nothing for any other. */
    untested: ([tile]) => untestedDelta(edition, tile as Tile),
    method: ([name]) =>
      edition.hasWords(`method.name.${String(name)}`)
        ? edition.words(`method.name.${String(name)}`)
        : String(name ?? dash),
  };
}

function markupFunctions(edition: Edition): Record<string, TemplateFunction> {
  return {
    /** Glyph and word of a tested change, in the tone that the KPI gives it, `"data."` in the words of tables: markup. */
    verdict: ([change, kpi, variant]) => {
      const { verdict, against } = change as Change;
      const words = against === 'rest' ? 'rest.' : String(variant ?? '');
      const word = escapeHtml(edition.words(`verdict.${words}${verdict}`));
      const tone = toneOf(verdict, (kpi as KpiInfo).betterWhen);
      return new Markup(
        `<span class="verdict ${tone}">${glyph(glyphOf(verdict), null).html}<span>${word}</span></span>`,
      );
    },
    /** A glyph that stands without a word and says it to assistive technology: markup. */
    glyph: ([verdict, ...key]) => glyph(glyphOf(verdict as Verdict), edition.words(key.join(''))),
    /** `chart "tile" tile`, `"spark" tile`, `"row" figure table`, `"trend" trend height`: markup. */
    chart: ([kind, ...of]) => drawChart(edition, String(kind), of),
    quote: ([quote]) => quoteMarkup(quote as Quote),
    direction: ([text]) => directionOf(String(text)),
    languageTag: ([language]) => languageTag(language as string | null),
    logo: () => {
      const { logo } = edition.theme;
      return new Markup(
        logo === null ? '' : `<img class="logo" src="${logo}" alt="${escapeHtml(edition.model.client?.name ?? '')}">`,
      );
    },
    markdown: ([text]) => markdown(String(text ?? '')),
    safeUrl: ([address]) => safeUrl(address),
  };
}

function drawChart(edition: Edition, kind: string, of: readonly unknown[]): Markup {
  switch (kind) {
    case 'tile':
      return tileChart(edition, of[0] as Tile);
    case 'spark':
      return sparkChart(edition, of[0] as Tile);
    case 'row':
      return rowChart(edition, of[0] as Figure, of[1] as SegmentTable);
    case 'trend':
      return monthsChart(edition, of[0] as Trend, Number(of[1] ?? 150));
    default:
      throw new VerbatimError('VB5003', `template: no chart is named "${kind}" (known: tile, spark, row, trend)`);
  }
}

function glyphOf(verdict: Verdict): GlyphShape {
  if (verdict === 'up' || verdict === 'down') return verdict;
  return verdict === 'no-detectable-change' ? 'flat' : 'none';
}

/** A cell as the tables label it: `Web`, `Web, Nord`; the whole where it has no dimension. */
function segmentLabel({ model, language, words }: Edition, cell: Cell): string {
  const parts = Object.entries(cell).map(([dimension, value]) => {
    const table = model.segments.find(one => one.dimension === dimension);
    return table?.rows.find(row => row.value === value)?.label[language] ?? value ?? words('segments.notGiven');
  });
  return parts.length === 0 ? words('segments.all') : parts.join(', ');
}

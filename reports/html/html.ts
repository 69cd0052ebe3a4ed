import type { Theme } from '../../core/model/render.ts';
import type { ReportModel } from '../../core/model/report.ts';
import { annexTables } from './annex-tables.ts';
import { type Bundle, loadBundle } from './bundle.ts';
import { createEdition, type Edition } from './edition.ts';
import { escapeHtml } from './markup.ts';
import { capitalise } from './phrase.ts';
import { templateFunctions } from './template-functions.ts';
import type { Language } from './typeset.ts';
import { fontFaces } from './web-fonts.ts';

/** What a page of a report may load: nothing but what it holds. */
const contentPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:";

/** A report model to lay out in one language; roots are absolute folders, the project's before those that ship. */
export interface HtmlRequest {
  readonly model: ReportModel;
  readonly language: Language;
  readonly theme: Partial<Theme>;
  readonly templateRoots: readonly string[];
}

/**
 * Lays a report model out as one HTML document that holds its styles, fonts, charts and images and loads nothing.
 * The same request gives the same bytes.
 *
 * @throws VB1215 when no root has the template; VB5004 when it lacks a file or a word; VB5003 when it is invalid
 */
export async function renderHtml(request: HtmlRequest): Promise<{ readonly html: string; readonly title: string }> {
  const { model, language } = request;
  const bundle = await loadBundle(request.templateRoots, model.template);
  const edition = createEdition(bundle, model, language, request.theme);
  const audience = bundle.audiences[model.audience] ?? bundle.audiences.default!;
  const names = namesOf(bundle, edition, audience.label[language]);
  const context = { report: model, tables: annexTables(model), names };
  const body = bundle.render(context, templateFunctions(edition, audience.pages));
  const title = [model.client?.name, names.title, names.period].filter(Boolean).join(' – ');
  const sheet = [pageRules(bundle, edition, names), variables(edition), bundle.styles].join('\n');
  const fonts = await fontFaces(body + sheet);
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>\n${fonts}\n${sheet}</style>`,
  ].join('\n');
  return {
    html: `<!doctype html>\n<html lang="${language}">\n<head>\n${head}\n</head>\n<body>\n${body}\n</body>\n</html>\n`,
    title,
  };
}

/** What the report is called on its pages. */
interface Names {
  readonly client: string;
  readonly audience: string;
  readonly title: string;
  readonly period: string;
  readonly periodCapital: string;
  /** The issue that this report restates, for templates: they may ask for what is there alone. */
  readonly restates: ReportModel['restates'] | null;
}

function namesOf(bundle: Bundle, { model, language, format }: Edition, audience: string): Names {
  const period = model.month ? format.month(model.month, 'long') : format.period(model.window);
  const title = (model.title ?? bundle.title)[language];
  return {
    ...{ client: model.client?.name ?? '', audience, title, period, periodCapital: capitalise(period, language) },
    restates: model.restates ?? null,
  };
}

/** Paper, margins and margin boxes: data cut-off above, name and page number below; a cover has neither. */
function pageRules(bundle: Bundle, { model, format, palette, words }: Edition, names: Names): string {
  const cutOff = words('page.cutOff', { at: format.dateTime(model.cutOff) });
  const name = [names.client, names.title, names.period].filter(text => text !== '').join(' · ');
  const type = `font:400 7.4pt Inter,sans-serif;color:${palette.grey}`;
  return [
    `@page{size:${bundle.paper};margin:21mm 17mm 19mm 17mm;`,
    `@top-right{content:${cssString(cutOff)};${type};padding-top:4mm}`,
    `@bottom-left{content:${cssString(name)};${type};padding-bottom:3mm}`,
    `@bottom-right{content:counter(page) " / " counter(pages);${type};padding-bottom:3mm}}`,
    `@page cover{margin:0;@top-right{content:none}@bottom-left{content:none}@bottom-right{content:none}}`,
  ].join('\n');
}

function variables({ palette }: Edition): string {
  const named = Object.entries(palette).map(
    ([name, colour]) => `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}:${colour}`,
  );
  return `:root{${named.join(';')}}`;
}

/** Text as a CSS string: every sign that CSS or HTML could read as its own is written by its number. */
function cssString(text: string): string {
  return `"${[...text].map(sign => (/[\p{L}\p{N} ]/u.test(sign) ? sign : `\\${sign.codePointAt(0)!.toString(16)} `)).join('')}"`;
}

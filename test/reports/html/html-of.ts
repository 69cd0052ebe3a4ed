import { resolve } from 'node:path';
import type { ReportModel } from '../../../core/model/report.ts';
import { renderHtml } from '../../../reports/html/html.ts';

/** The templates that ship. */
export const templateRoots = [resolve(import.meta.dirname, '../../../reports/templates')];

/** A report as its reader gets it, in French when not told otherwise. */
export async function htmlOf(model: ReportModel, language: 'fr' | 'en' = 'fr', theme = {}): Promise<string> {
  return (await renderHtml({ model, language, theme, templateRoots })).html;
}

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RenderedReport, Renderer, RenderRequest } from '../../core/model/render.ts';
import { createRenderer } from '../../reports/renderer.ts';
import { builtModel as model } from './built-model.ts';
import { testBrowsers } from './pdf/test-browsers.ts';
import { type ReadPdf, readPdf } from './pdf-text.ts';
import { sampleModel } from './sample-model.ts';
import { writtenNumber } from './written-number.ts';

const templateRoots = [resolve(import.meta.dirname, '../../reports/templates')];
const never = new AbortController().signal;

/** What is extracted from a PDF has its spaces where the lines and cells fell; none says more than the others. */
const dense = (text: string): string => text.replace(/[\s\u00ad\u200b-\u200f\u2066-\u2069]/g, '');

describe.each(await testBrowsers())('printed by %s', (_from, options) => {
  let renderer: Renderer;
  let folder: string;
  beforeAll(async () => {
    renderer = createRenderer(options);
    folder = await mkdtemp(join(tmpdir(), 'verbatim-report-'));
  });
  afterAll(async () => {
    await renderer.close();
    await rm(folder, { recursive: true, force: true });
  });
  const request = (language: 'fr' | 'en', changes: Partial<RenderRequest> = {}): RenderRequest => ({
    model,
    language,
    theme: {},
    templateRoots,
    into: folder,
    fileName: `monthly-${language}`,
    ...changes,
  });

  describe.each(['fr', 'en'] as const)('the monthly report (%s)', language => {
    let report: RenderedReport;
    let pdf: ReadPdf;
    beforeAll(async () => {
      report = await renderer.render(request(language), never);
      pdf = await readPdf(await readFile(report.pdf));
    });

    test('has every figure of the model in its text, with interval and base side by side', () => {
      const text = dense(pdf.pages.join(' '));
      const [to, indicative] = language === 'fr' ? ['à', 'indicatif'] : ['to', 'indicative'];
      const shown = model.annex.filter(({ figure }) => figure.value !== null);
      expect(shown.length).toBeGreaterThan(100);
      for (const { figure } of shown) {
        const { digits } = model.kpis.find(kpi => kpi.id === figure.kpi)!;
        const write = (value: number): string => writtenNumber(value, digits, language);
        const interval = figure.low === null ? '—' : `${write(figure.low)}${to}${write(figure.high!)}`;
        const value = write(figure.value!) + (figure.state === 'grey' ? indicative : '');
        expect(text, figure.id).toContain(dense(`${value}${interval}${writtenNumber(figure.n!, 0, language)}`));
      }
    });

    test('has every quote whole, and no character that was lost on the way', () => {
      const text = dense(pdf.pages.join(' '));
      const quotes = model.verbatims.groups.flatMap(group => group.quotes);
      expect(quotes.length).toBeGreaterThan(5);
      for (const { id, text: words } of quotes) expect(text, id).toContain(dense(words));
      expect(pdf.pages.join('')).not.toMatch(/[\0\ufffd]|NaN|undefined|\[object/);
    });

    test('has something to read on each page, and tells its number', () => {
      expect(pdf.pages).toHaveLength(report.pages);
      const foot = dense(pdf.pages[1]!.slice(-60));
      expect(foot.length).toBeGreaterThan(0);
      for (const [at, text] of pdf.pages.entries()) {
        expect(dense(text).length, `page ${at + 1}`).toBeGreaterThan(150);
        if (at > 0) expect(dense(text)).toContain(`${at + 1}/${report.pages}`);
      }
    });

    test('has title, language and author, and an outline that begins with its findings', () => {
      expect(pdf.info).toMatchObject({ Author: 'Maison Lumière', Language: language, Creator: 'Verbatim' });
      expect(pdf.info.Title).toContain('Maison Lumière');
      expect(pdf.info.Title).toContain('2026');
      expect(pdf.outline.length).toBeGreaterThan(8);
    });

    test('is tagged: headings without a gap, tables with heads, every chart with words', () => {
      const roles = pdf.structure.map(node => node.role);
      const levels = roles.filter(role => /^H[1-6]$/.test(role)).map(role => Number(role[1]));
      expect(levels[0]).toBe(1);
      for (const [at, level] of levels.entries()) expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
      for (const role of ['Table', 'TR', 'TH', 'TD']) expect(roles).toContain(role);
      const figures = pdf.structure.filter(node => node.role === 'Figure') as { alt?: string }[];
      expect(figures.length).toBeGreaterThan(5);
      expect(figures.filter(({ alt }) => !alt)).toEqual([]);
    });

    test('comes with its HTML, a picture of its cover and an annex of all figures, and its digest is that of the file', async () => {
      const bytes = await readFile(report.pdf);
      expect(report).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
      expect(await readFile(report.html, 'utf8')).toContain(`<html lang="${language}">`);
      // 210 mm at 96 to the inch are 794 CSS pixels; the picture has half of them.
      expect((await readFile(report.thumbnail)).readUInt32BE(16)).toBe(397);
      const rows = parse(await readFile(report.annex), { bom: true, columns: true }) as Record<string, string>[];
      expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(model.annex.map(({ figure }) => figure.id)));
    });
  });

  test('the same model gives the same bytes with another renderer, in another folder', async () => {
    const other = createRenderer(options);
    try {
      const again = await other.render(request('fr', { into: join(folder, 'again') }), never);
      expect(await readFile(again.pdf)).toEqual(await readFile(join(folder, 'monthly-fr.pdf')));
      expect((await readdir(join(folder, 'again'))).sort()).toEqual([
        'monthly-fr.csv',
        'monthly-fr.html',
        'monthly-fr.pdf',
        'monthly-fr.png',
      ]);
      expect(await readFile(again.thumbnail)).toEqual(await readFile(join(folder, 'monthly-fr.png')));
    } finally {
      await other.close();
    }
  });

  test('customer text that looks like code is printed as it is written', async () => {
    const words = '<script>alert(1)</script> {{title}} =cmd() <img src=x onerror=alert(1)> & "fin"';
    const base = sampleModel();
    const [group, ...rest] = base.verbatims.groups;
    const hostile = { ...group!, quotes: [{ ...group!.quotes[0]!, text: words, marks: [] }] };
    const changed = sampleModel({ verbatims: { ...base.verbatims, groups: [hostile, ...rest] } });
    const report = await renderer.render(request('fr', { model: changed, fileName: 'hostile' }), never);
    expect(dense((await readPdf(await readFile(report.pdf))).pages.join(' '))).toContain(dense(words));
  });

  test('an Arabic quote in a French report is drawn from right to left, without a lost character', async () => {
    const report = await renderer.render(request('fr', { model: sampleModel(), fileName: 'arabic' }), never);
    const { pages, pieces } = await readPdf(await readFile(report.pdf));
    const arabic = pieces.filter(({ text }) => /\p{Script=Arabic}/u.test(text));
    expect(arabic.length).toBeGreaterThan(10);
    // The quote fits on one line; its letters from right to left, each as the letter that its form stands for.
    const read = arabic.toSorted((one, other) => other.x - one.x).map(({ text }) => text.normalize('NFKC'));
    expect(new Set(arabic.map(({ page, y }) => `${page} ${Math.round(y / 6)}`)).size).toBe(1);
    expect(read.join('')).toMatch(/^وصل.*ا.*دا$/u);
    expect(pages.join('')).not.toContain('\0');
  });

  test('an abort leaves the earlier files as they are', async () => {
    const before = await readFile(join(folder, 'monthly-fr.pdf'));
    const aborted = renderer.render(request('fr'), AbortSignal.abort(new Error('stopped by hand')));
    await expect(aborted).rejects.toThrow('stopped by hand');
    const changed = { ...model, asOf: '2026-11-03T06:00:00.000Z' };
    const controller = new AbortController();
    const late = renderer.render(request('fr', { model: changed }), controller.signal);
    controller.abort(new Error('stopped later'));
    await expect(late).rejects.toThrow('stopped later');
    expect(await readFile(join(folder, 'monthly-fr.pdf'))).toEqual(before);
  });

  test('a file name that would leave the folder is VB5006', async () => {
    await expect(renderer.render(request('fr', { fileName: '../up' }), never)).rejects.toMatchObject({
      code: 'VB5006',
    });
  });
});

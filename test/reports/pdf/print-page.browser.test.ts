import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VerbatimError } from '../../../core/errors.ts';
import { launchBrowser } from '../../../reports/pdf/launch-browser.ts';
import { type PrintedPdf, printPage } from '../../../reports/pdf/print-page.ts';
import type { LaunchedBrowser } from '../../../reports/pdf/start-browser.ts';
import { readPdf } from '../pdf-text.ts';
import { a4, testBrowsers } from './test-browsers.ts';

const browsers = await testBrowsers();
const at = '2026-11-02T06:00:00.000Z';

describe.each(browsers)('%s', (_from, options) => {
  let launched: LaunchedBrowser;
  beforeAll(async () => {
    launched = await launchBrowser(options);
  });
  afterAll(() => launched.close());

  const print = async (html: string, checked = true): Promise<PrintedPdf> => {
    // As the pool lends it.
    const page = await launched.browser.newPage({ background: true });
    try {
      return await printPage(page, { html, author: 'Maison Lumière', at, checked });
    } finally {
      await page.close();
    }
  };
  const faultOf = (html: string): Promise<VerbatimError> =>
    print(html).then(
      () => expect.fail('it was printed'),
      thrown => thrown,
    );

  test('title, language, author, times, outline and headings are in the PDF', async () => {
    const { pdf, pages } = await print(a4('<h1>Le mois</h1><h2>Été (1)</h2><p>Texte</p>'));
    const { info, outline, structure, pages: texts } = await readPdf(pdf);
    expect(pages).toBe(1);
    expect(info).toMatchObject({ Title: 'Un rapport', Author: 'Maison Lumière', Creator: 'Verbatim', Language: 'fr' });
    expect(info).toMatchObject({ CreationDate: "D:20261102060000+00'00'", ModDate: "D:20261102060000+00'00'" });
    expect(outline).toEqual(['Le mois', 'Été (1)']);
    expect(structure.map(node => node.role)).toEqual(expect.arrayContaining(['Document', 'H1', 'H2', 'P']));
    expect(texts[0]).toContain('1 / 1');
  });

  test('the same document gives the same bytes, printed twice and in view in another browser', async () => {
    const html = a4('<h1>Le mois</h1><table><tr><th scope="col">n</th></tr><tr><td>1</td></tr></table>');
    const first = await print(html);
    const second = await print(html);
    const other = await launchBrowser(options);
    try {
      const third = await printPage(await other.browser.newPage(), {
        html,
        author: 'Maison Lumière',
        at,
        checked: true,
      });
      expect(Buffer.compare(first.pdf, second.pdf)).toBe(0);
      expect(Buffer.compare(first.pdf, third.pdf)).toBe(0);
    } finally {
      await other.close();
    }
  });

  test('a table of 600 rows has every row once and its head on each page', async () => {
    const rows = Array.from({ length: 600 }, (_, row) => `<tr><td>row-${row + 1}-end</td><td>${row * 7}</td></tr>`);
    const html = a4(
      `<table><thead><tr><th scope="col">Magasin</th><th scope="col">n</th></tr></thead>${rows.join('')}</table>`,
    );
    const { pdf, pages } = await print(html);
    const { pages: texts } = await readPdf(pdf);
    expect(texts).toHaveLength(pages);
    expect(pages).toBeGreaterThan(10);
    const found = texts.join('\n').match(/row-\d+-end/g);
    expect(found).toEqual(rows.map((_, row) => `row-${row + 1}-end`));
    for (const text of texts) expect(text).toContain('Magasin');
  });

  test('a table of 5,000 rows is printed in the time that a page has, every row once and tagged as a row', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `<tr><td>r${row};</td></tr>`);
    const table = `<table><thead><tr><th scope="col">tete</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
    const begun = performance.now();
    const { pdf } = await print(a4(table, 'td { font-size: 7pt; line-height: 1; padding: 0 }'));
    // What the pool allows a page; a quiet machine takes a twentieth of it.
    expect(performance.now() - begun).toBeLessThan(60_000);
    const found = (await readPdf(pdf, { structure: false })).pages.join(' ').match(/r\d+;/g)!;
    expect(found).toHaveLength(5000);
    expect(new Set(found).size).toBe(5000);
    // The elements of the structure stand in the open; a reader walks the whole tree for each page.
    const file = Buffer.from(pdf).toString('latin1');
    const count = (role: string): number => file.split(new RegExp(`/S /${role}\\b`)).length - 1;
    expect({ rows: count('TR'), cells: count('TD'), heads: count('TH') }).toEqual({
      rows: 5001,
      cells: 5000,
      heads: 1,
    });
  });

  test('one comment of 6,000 characters in a cell that may not be broken loses no word', async () => {
    const words = Array.from({ length: 1_000 }, (_, word) => `mot${String(word).padStart(3, '0')}`);
    const html = a4(
      `<table><tr style="break-inside:avoid"><td>${words.join(' ')}</td></tr></table>`,
      'td { width: 40mm }',
    );
    const { pdf, pages } = await print(html);
    expect(pages).toBeGreaterThan(1);
    expect((await readPdf(pdf)).pages.join(' ').match(/mot\d{3}/g)).toEqual(words);
  });

  test.each([
    ['a chart higher than a page', chart('height="1200"'), /svg.* is higher than a page/],
    [
      'a block wider than the page',
      '<section id="s"><div class="wide" style="width:900px">x</div></section>',
      /section#s > div\.wide is wider/,
    ],
    [
      'a block that hides its end',
      '<div class="cut" style="height:12px;overflow:hidden">a<br>b<br>c</div>',
      /div\.cut hides a part/,
    ],
    [
      'a chart without marks',
      '<svg role="img" aria-label="NPS" width="100" height="50"></svg>',
      /svg is a chart without anything drawn/,
    ],
    [
      'a coordinate that is no number',
      chart('height="50"', '<path d="M0,NaNL5,5"/>'),
      /a coordinate that is not a number/,
    ],
    [
      'a chart that cannot be read aloud',
      '<svg width="9" height="9"><rect width="9" height="9"/></svg>',
      /without a text alternative/,
    ],
    [
      'an empty page between two breaks',
      'a<div style="break-before:page;height:1px"></div><p style="break-before:page">b',
      /page 2 of 3 has neither/,
    ],
    [
      'a cover that is higher than its page',
      '<section style="min-height:100vh;padding:1mm;background:#eee">Titre</section>',
      /page 2 of 2 has neither/,
    ],
  ])('%s is an error that names it', async (_name, body, message) => {
    expect(await faultOf(a4(body))).toMatchObject({ code: 'VB5005', message: expect.stringMatching(message) });
  });

  test.each([
    ['an image', '<img class="logo" alt="" src="data:image/png;base64,AAAA">', '', /img\.logo is an image/],
    ['an image of another machine', '<img alt="" src="http://127.0.0.1:9/a.png">', '', /img is an image/],
    [
      'a font',
      '<p style="font-family:Perdue">x',
      '@font-face { font-family: Perdue; src: url(data:font/woff2;base64,AAAA); }',
      /font "?Perdue"?/,
    ],
  ])('%s that cannot be loaded is an error that names it', async (_name, body, styles, message) => {
    expect(await faultOf(a4(body, styles))).toMatchObject({ code: 'VB5004', message: expect.stringMatching(message) });
  });

  test('a picture that is there is waited for and is no fault', async () => {
    const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const { pages } = await print(a4(`<p>Logo</p><img alt="" width="9" src="data:image/png;base64,${onePixel}">`));
    expect(pages).toBe(1);
  });

  test('a cover of exactly one page leaves no empty page behind it', async () => {
    const { pages } = await print(
      a4('<section style="height:100vh">Titre</section><p style="break-before:page">Suite</p>'),
    );
    expect(pages).toBe(2);
  });

  test('a landscape annex is checked at its own width and printed on turned paper', async () => {
    // 240 mm: too wide for upright A4 less margins (174 mm), narrow enough for turned A4 less margins (277 mm).
    const annex = '<section class="annex"><div class="table" style="width:240mm">annexe</div></section>';
    const styles = '@page annex { size: A4 landscape; margin: 10mm; } .annex { page: annex; }';
    const { pdf, pages } = await print(a4(`<p>portrait</p>${annex}`, styles));
    expect(pages).toBe(2);
    expect((await readPdf(pdf)).pages[1]).toContain('annexe');
    expect(await faultOf(a4(annex.replace('240mm', '290mm'), styles))).toMatchObject({ code: 'VB5005' });
  });

  test('the picture shows the first page alone, on the whole sheet where that has no margins', async () => {
    const styles = '@page cover { margin: 0 } .cover { page: cover; height: 100mm; background: #135 }';
    const cover = '<section class="cover">Octobre</section>';
    const alone = await print(a4(cover, styles));
    const followed = await print(a4(`${cover}<section style="background: #c00">suite</section>`, styles));
    expect([alone.pages, followed.pages]).toEqual([1, 2]);
    expect(followed.thumbnail).toEqual(alone.thumbnail);
    // 794 by 1,123 CSS pixels, halved; A4 less margins of 18 mm is 658 wide.
    const widthOf = (png: Uint8Array): number => Buffer.from(png).readUInt32BE(16);
    expect(widthOf(alone.thumbnail)).toBe(397);
    expect(widthOf((await print(a4('<p>un</p>'))).thumbnail)).toBe(329);
  });

  test('text of any script comes out as text, without U+0000, on a machine that has no fonts', async () => {
    const words = ['👍🏽', 'Œuvre', '12,3\u202f%', 'خدمة ممتازة', '日本語', 'Ελλάδα', 'Україна', 'שלום', '한국어'];
    const { pdf } = await print(a4(words.map(word => `<p>${word}</p>`).join('')));
    const text = (await readPdf(pdf)).pages.join(' ').normalize('NFKC');
    expect(text).not.toContain('\0');
    for (const word of ['Œuvre', 'Ελλάδα', 'Україна', '日本語', '한국어'])
      expect(text.replaceAll(' ', '')).toContain(word);
  });
});

function chart(size: string, marks = '<rect width="50" height="40"/>'): string {
  return `<svg role="img" aria-label="NPS" width="100" ${size}>${marks}</svg>`;
}
